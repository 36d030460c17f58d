namespace OpenCode;

/// <summary>Finds the opencode executable.</summary>
internal static class OpenCodeExecutable
{
    private const string Variable = "OPENCODE_BIN";

    private static readonly string[] s_names = OperatingSystem.IsWindows() ? ["opencode.exe", "opencode.cmd"] : ["opencode"];

    /// <exception cref="OpenCodeServerException">It is nowhere; the message lists where it was looked for.</exception>
    public static string Find(OpenCodeServerOptions options)
    {
        var start = options.WorkingDirectory ?? Directory.GetCurrentDirectory();
        var places = new List<string>();
        foreach (var candidate in Candidates(options, start))
        {
            if (File.Exists(candidate))
            {
                return Path.GetFullPath(candidate);
            }

            places.Add(candidate);
        }

        throw new OpenCodeServerException(
            "The opencode executable was not found. Install it with: npm install -g opencode-ai\nLooked at:\n  " + string.Join("\n  ", places));
    }

    private static IEnumerable<string> Candidates(OpenCodeServerOptions options, string start)
    {
        if (options.ExecutablePath is { } given)
        {
            return [given];
        }

        if (System.Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return [named];
        }

        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return path.Select(folder => folder.Trim('"')).Concat(NodeModules(start)).SelectMany(folder => s_names.Select(name => Path.Combine(folder, name)));
    }

    private static IEnumerable<string> NodeModules(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "node_modules", ".bin");
        }
    }
}
