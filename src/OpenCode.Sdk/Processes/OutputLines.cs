using System.Text;
using System.Text.RegularExpressions;

namespace OpenCode.Processes;

/// <summary>
/// Cuts what a process writes into lines that are fit to be shown: without colours and other control characters, and not
/// longer than 2,000 characters, however long the process makes them.
/// </summary>
internal static partial class OutputLines
{
    public const int MaxLength = 2_000;

    /// <summary>Reads to the end, so that the process is never held up by a full pipe.</summary>
    /// <param name="output">What the process writes.</param>
    /// <param name="mask">Masks secrets before a line is cut. Its second parameter says whether the line has been cut already.</param>
    /// <param name="onLine">Gets each line as it may be shown, and as it was before it was masked and cut. It must not throw.</param>
    public static async Task ReadAsync(TextReader output, Func<string, bool, string> mask, Action<string, string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        var length = 0L;
        int count;
        while ((count = await TryReadAsync(output, buffer).ConfigureAwait(false)) > 0)
        {
            foreach (var character in buffer.AsSpan(0, count))
            {
                if (character == '\n')
                {
                    Complete();
                }
                else if (++length <= 2 * MaxLength)
                {
                    // Twice the length, so that what is masked is whole where the line is cut.
                    line.Append(character);
                }
            }
        }

        Complete();

        void Complete()
        {
            var fullLength = length;
            var clean = ControlSequences().Replace(line.ToString(), "");
            line.Clear();
            length = 0;
            if (clean.Length > 0)
            {
                onLine(Prepare(clean, mask, fullLength), clean);
            }
        }
    }

    /// <summary>Whatever the mask throws, reading goes on: a process whose output is not read stops.</summary>
    private static string Prepare(string line, Func<string, bool, string> mask, long fullLength)
    {
        try
        {
            return DisplayText.Of(mask(line, fullLength > 2 * MaxLength), MaxLength, fullLength);
        }
        catch (Exception e)
        {
            return $"(A line is not shown, because its secrets could not be masked: {e.GetType().Name})";
        }
    }

    /// <summary>Nothing more comes from a pipe that is broken or closed.</summary>
    private static async Task<int> TryReadAsync(TextReader output, char[] buffer)
    {
        try
        {
            return await output.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return 0;
        }
    }

#if NET
    [GeneratedRegex(ControlPattern, RegexOptions.CultureInvariant)]
    private static partial Regex ControlSequences();
#else
    private static readonly Regex s_controlSequences = new(ControlPattern, RegexOptions.CultureInvariant);

    private static Regex ControlSequences() => s_controlSequences;
#endif

    /// <summary>A terminal's sequences (colours, cursor, titles), and any control character but the tab.</summary>
    private const string ControlPattern = @"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(\x07|\x1B\\)|[\x00-\x08\x0A-\x1F\x7F-\x9F]";
}
