using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Versions;

namespace OpenCode;

/// <summary>
/// Determines the version of an executable from its npm package, or else by running it with <c>--version</c>. The result is
/// cached until the executable changes. Thread-safe.
/// </summary>
internal sealed partial class ExecutableVersion
{
    /// <summary>The maximum length of the output. A version is one line; a program that prints more is not opencode.</summary>
    private const int MaxOutput = 4096;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Gets the instance for this process.</summary>
    public static ExecutableVersion Here { get; } = new();

    /// <summary>Returns the version without running the executable; null if it is not known.</summary>
    public string? FindKnown(string executable) =>
        _known.TryGetValue(Identify(executable), out var known) ? known : Remember(executable, InPackage(executable));

    /// <summary>Runs the executable and returns the version that it prints; null if it prints none.</summary>
    /// <param name="command">The program with its arguments, without <c>--version</c>.</param>
    /// <param name="executable">The executable that was found.</param>
    /// <param name="environment">The environment of the process.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public async Task<string?> AskAsync(IReadOnlyList<string> command, string executable, IDictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo();
        start.Environment.Clear();
        foreach (var variable in environment)
        {
            start.Environment.Add(variable);
        }

        var output = new StringBuilder();
        try
        {
            var child = ChildProcess.StartInBackground(start, command, reader => ReadAsync(reader, output), reader => ReadAsync(reader, new()));
            await using var _ = child.ConfigureAwait(false);
            await child.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Win32Exception or IOException or OperationCanceledException)
        {
            // The start of the executable reports its failure in more detail.
            return null;
        }

        return Remember(executable, ServerLine.Find(output.ToString()));
    }

    /// <summary>Returns a value that identifies an executable until it is replaced, or until a link leads to another one.</summary>
    public static string Identify(string executable)
    {
        var file = new FileInfo(ExecutableLink.Resolve(executable));
        return file.Exists ? FormattableString.Invariant($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}") : executable;
    }

    private string? Remember(string executable, string? version)
    {
        if (version is not null)
        {
            _known.TryAdd(Identify(executable), version);
        }

        return version;
    }

    /// <summary>Returns the version of the server's npm package that contains the file or the target of its link.</summary>
    private static string? InPackage(string executable)
    {
        var package = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ExecutableLink.Resolve(executable)) ?? "", "..", "package.json"));
        try
        {
            if (!File.Exists(package))
            {
                return null;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(package));
            return JsonRead.Text(document.RootElement, "name") is { } name && IsServer(name, package) ? JsonRead.Text(document.RootElement, "version") : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns whether a package is one of the server. Only an installed package is, not a repository with the same name.</summary>
    private static bool IsServer(string name, string package) =>
        PackageName().IsMatch(name) || (name == "opencode" && Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(package))) == "node_modules");

    /// <summary>The packages of the server: those that users install, and one for each platform.</summary>
    private const string PackagePattern = @"^(@opencode/cli|opencode-(ai|(linux|darwin|windows)-(x64|arm64)(-baseline)?(-musl)?))\z";

#if NET
    [GeneratedRegex(PackagePattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PackageName();
#else
    private static readonly Regex s_packageName = new(PackagePattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    private static Regex PackageName() => s_packageName;
#endif

    /// <summary>Reads to the end, so that the process never blocks, but keeps only the start.</summary>
    private static async Task ReadAsync(TextReader reader, StringBuilder output)
    {
        await OutputLines.ReadAsync(reader, static (line, _) => line, (line, _) =>
        {
            if (output.Length < MaxOutput)
            {
                output.Append(line).Append('\n');
            }
        }).ConfigureAwait(false);
    }
}
