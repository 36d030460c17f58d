using System.Text;
using System.Text.RegularExpressions;

namespace OpenCode.Processes;

/// <summary>
/// Splits the output of a process into lines for display: without colors and other control characters, and truncated after 2,000
/// characters.
/// </summary>
internal static partial class OutputLines
{
    public const int MaxLength = 2_000;

    /// <summary>Reads to the end, so that a full pipe never blocks the process.</summary>
    /// <param name="output">The output of the process.</param>
    /// <param name="mask">
    /// Masks secrets before a line is truncated. Its second parameter specifies whether the line is already incomplete.
    /// </param>
    /// <param name="onLine">
    /// Receives each line for display, and the line before it was masked and truncated. It must not throw.
    /// </param>
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
                    // Twice the maximum length, so that a secret at the point of truncation is complete and can be masked.
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

    /// <summary>
    /// Prepares a line for display. An exception of the mask does not end the reading, because a process whose output is not read
    /// stops.
    /// </summary>
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

    /// <summary>Reads from the pipe; 0 if it is broken or closed.</summary>
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

    /// <summary>The control sequences of terminals (colors, cursor, titles), and all control characters except the tab.</summary>
    private const string ControlPattern = @"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(\x07|\x1B\\)|[\x00-\x08\x0A-\x1F\x7F-\x9F]";
}
