using System.Text.RegularExpressions;

namespace OpenCode;

/// <summary>
/// Resolves the scripts that npm puts on <c>PATH</c> on Windows (<c>opencode.cmd</c>, <c>opencode.ps1</c>) to the programs that
/// they run. A script host can't pass every argument safely, and its process is not the process of the program.
/// </summary>
/// <param name="findNode">Returns the path of Node.js on <c>PATH</c>, or null.</param>
internal sealed partial class CommandScript(Func<string?> findNode)
{
    /// <summary>Gets the instance for this system.</summary>
    public static CommandScript Here { get; } = new(() => ExecutableSearch.Here.FindOnPath("node.exe"));

    /// <summary>Returns the command with arguments for an executable, which may be such a script.</summary>
    /// <exception cref="ArgumentException">
    /// The executable is a script whose target can't be found, and an argument can't be passed to it safely.
    /// </exception>
    public IReadOnlyList<string> Command(string executable, IReadOnlyList<string> arguments)
    {
        var extension = Path.GetExtension(executable).ToLowerInvariant();
        if (extension is not (".cmd" or ".bat" or ".ps1"))
        {
            return [executable, .. arguments];
        }

        if (Target(executable) is { } target)
        {
            return [.. target, .. arguments];
        }

        foreach (var argument in arguments)
        {
            // Windows runs the script with cmd.exe, which parses its command line by its own rules. Characters that can be an
            // operator, a quote, or a variable are rejected instead of escaped, because the rules depend on the context.
            if (!HarmlessArgument().IsMatch(argument))
            {
                throw new ArgumentException($"The argument {argument} can't be passed safely to the script {executable}. Set ExecutablePath to the opencode.exe that it runs.", nameof(arguments));
            }
        }

        return extension == ".ps1"
            ? ["powershell.exe", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", executable, .. arguments]
            : [executable, .. arguments];
    }

    /// <summary>Returns the program that an npm script runs: an executable, or Node.js with a file.</summary>
    private IReadOnlyList<string>? Target(string script)
    {
        var folder = Path.GetDirectoryName(script)!;
        var target = TargetInScript().Matches(File.ReadAllText(script)).Cast<Match>()
            .Select(match => match.Groups[1].Value.Replace('\\', Path.DirectorySeparatorChar).Replace('/', Path.DirectorySeparatorChar))
            .Where(path => !Path.GetFileNameWithoutExtension(path).Equals("node", StringComparison.OrdinalIgnoreCase) && !path.Contains('$'))
            .Select(path => Path.GetFullPath(Path.Combine(folder, path)))
            .LastOrDefault(File.Exists);
        if (target is null || Path.GetExtension(target).Equals(".exe", StringComparison.OrdinalIgnoreCase))
        {
            return target is null ? null : [target];
        }

        var ownNode = Path.Combine(folder, "node.exe");
        return (File.Exists(ownNode) ? ownNode : findNode()) is { } node ? [node, target] : null;
    }

    private const string TargetPattern = @"(?:%~?dp0%?|\$basedir)[\\/]+([^""%\r\n]+)""";

    private const string HarmlessPattern = @"^[A-Za-z0-9 _\-=./:\\@,+~\[\]]*\z";

#if NET
    [GeneratedRegex(TargetPattern, RegexOptions.CultureInvariant)]
    private static partial Regex TargetInScript();

    [GeneratedRegex(HarmlessPattern, RegexOptions.CultureInvariant)]
    private static partial Regex HarmlessArgument();
#else
    private static readonly Regex s_targetInScript = new(TargetPattern, RegexOptions.CultureInvariant);
    private static readonly Regex s_harmlessArgument = new(HarmlessPattern, RegexOptions.CultureInvariant);

    private static Regex TargetInScript() => s_targetInScript;

    private static Regex HarmlessArgument() => s_harmlessArgument;
#endif
}
