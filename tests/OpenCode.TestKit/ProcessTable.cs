using System.Text;

namespace OpenCode.Testing;

/// <summary>The processes of this machine, by the environment they were given (Linux only).</summary>
public static class ProcessTable
{
    /// <summary>Those that have a variable with exactly this value, with their command lines. The dead that wait to be buried are not among them.</summary>
    public static IReadOnlyDictionary<int, string> With(string name, string value)
    {
        var found = new Dictionary<int, string>();
        foreach (var folder in Folders())
        {
            if (Read(folder, "environ").Split('\0').Contains($"{name}={value}"))
            {
                found[int.Parse(Path.GetFileName(folder))] = Read(folder, "cmdline").Replace('\0', ' ');
            }
        }

        return found;
    }

    /// <summary>Whether a process runs with exactly this command line, its words separated by blanks.</summary>
    public static bool IsRunning(string commandLine) => Folders().Any(folder => Read(folder, "cmdline").TrimEnd('\0').Replace('\0', ' ') == commandLine);

    /// <summary>Those with this argument.</summary>
    public static IReadOnlyList<int> WithArgument(string argument) =>
        [.. Folders().Where(folder => Read(folder, "cmdline").Split('\0').Contains(argument)).Select(folder => int.Parse(Path.GetFileName(folder)))];

    private static IEnumerable<string> Folders() => Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _));

    private static string Read(string folder, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended since, or belongs to somebody else.
            return "";
        }
    }
}
