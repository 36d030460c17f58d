using Spectre.Console;

namespace OpenCode.Fleet.Tool.Output;

/// <summary>Writes text that is not wrapped, so that other programs can read it.</summary>
internal static class ConsoleText
{
    public static void WritePlain(this IAnsiConsole console, string line)
    {
        console.Profile.Out.Writer.WriteLine(line);
        console.Profile.Out.Writer.Flush();
    }

    /// <summary>The first line of a text, for a cell of a table.</summary>
    public static string FirstLine(string? text) => text?.TrimStart().Split('\n', 2)[0].TrimEnd() ?? "";
}
