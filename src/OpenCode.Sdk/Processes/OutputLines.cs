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
    public static async Task ReadAsync(TextReader output, Action<string> onLine)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        int count;
        while ((count = await output.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            foreach (var character in buffer.AsSpan(0, count))
            {
                if (character == '\n')
                {
                    Complete();
                }
                else if (line.Length <= MaxLength)
                {
                    line.Append(character);
                }
            }
        }

        Complete();

        void Complete()
        {
            if (Clean(line.ToString()) is { Length: > 0 } clean)
            {
                onLine(clean);
            }

            line.Clear();
        }
    }

    private static string Clean(string line)
    {
        var isCut = line.Length > MaxLength;
        var clean = ControlSequences().Replace(isCut ? line[..MaxLength] : line, "");
        return isCut ? clean + "…" : clean;
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
