using System.Text;

namespace OpenCode.Testing;

/// <summary>The processes of this machine, by the environment they were given (Linux only).</summary>
public static class ProcessTable
{
    /// <summary>Those that have a variable with exactly this value, with their command lines. The dead that wait to be buried are not among them.</summary>
    public static IReadOnlyDictionary<int, string> With(string name, string value)
    {
        var found = new Dictionary<int, string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            if (Read(folder, "environ").Split('\0').Contains($"{name}={value}"))
            {
                found[int.Parse(Path.GetFileName(folder))] = Read(folder, "cmdline").Replace('\0', ' ');
            }
        }

        return found;
    }

    /// <summary>Waits until none is left that has a variable with this value.</summary>
    /// <returns>Those that are left when the time is over.</returns>
    public static async Task<IReadOnlyDictionary<int, string>> LeftAsync(string name, string value, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var left = With(name, value);
        while (left.Count > 0 && !limit.IsCancellationRequested)
        {
            await tick.WaitForNextTickAsync();
            left = With(name, value);
        }

        return left;
    }

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
