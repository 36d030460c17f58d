using System.ComponentModel;
using System.Diagnostics;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Pull;

/// <summary>Gets the OpenAPI document from a server.</summary>
public static class ServerDocument
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs the <c>generate</c> command of the executable to get its document. <c>GET /doc</c> is not used, because some versions
    /// return only a few of their operations there.
    /// </summary>
    public static JObject Generate(string executable, string home)
    {
        Directory.CreateDirectory(home);
        var document = Json.Parse(WithoutNotices(Print(executable, home)), "The document");
        foreach (var operation in OpenApi.Operations(document))
        {
            operation.Content.Remove("x-codeSamples");
        }

        return document;
    }

    /// <summary>Gets the version that the executable reports, because a tag such as <c>latest</c> does not specify it.</summary>
    public static string Version(string executable, string home)
    {
        Directory.CreateDirectory(home);
        return Run($"{executable} --version", executable, ["--version"], home).Trim();
    }

    /// <summary>Rejects a document that is incomplete.</summary>
    /// <param name="document">The new document.</param>
    /// <param name="previous">The current document; null if there is none.</param>
    public static void Check(JObject document, JObject? previous)
    {
        var count = OpenApi.Operations(document).Count();
        if (count == 0 || OpenApi.Schemas(document).Count == 0)
        {
            throw new SpecToolException("The document contains no operations or no schemas.");
        }

        var before = previous is null ? 0 : OpenApi.Operations(previous).Count();
        if (count < before * 0.9)
        {
            throw new SpecToolException($"The document shrank from {before} to {count} operations, more than 10 %. Pass -p:Force=true if that is right.");
        }
    }

    /// <summary>
    /// Redirects the output to a file if a shell is available, because some versions exit before a pipe has received more than 64
    /// KiB.
    /// </summary>
    private static string Print(string executable, string home)
    {
        if (OperatingSystem.IsWindows())
        {
            return Run($"{executable} generate", executable, ["generate"], home);
        }

        var file = Path.Combine(home, "document.json");
        Run($"{executable} generate", "/bin/sh", ["-c", "exec \"$0\" generate > \"$1\"", executable, file], home);
        return File.ReadAllText(file);
    }

    /// <summary>Removes the notices about database changes that some versions print first.</summary>
    private static string WithoutNotices(string text) =>
        text.StartsWith('{') ? text : text[(text.IndexOf("\n{", StringComparison.Ordinal) + 1)..];

    private static string Run(string what, string program, string[] arguments, string home)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = home, ["XDG_DATA_HOME"] = null, ["XDG_CONFIG_HOME"] = null, ["XDG_STATE_HOME"] = null, ["XDG_CACHE_HOME"] = null },
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_timeout))
            {
                process.Kill(entireProcessTree: true);
                throw new SpecToolException($"{what} did not end within {s_timeout.TotalSeconds} seconds.");
            }

            Task.WaitAll(output, errors);
            return process.ExitCode == 0
                ? output.Result
                : throw new SpecToolException($"{what} ended with exit code {process.ExitCode}: {errors.Result.Trim().Split('\n')[^1]}");
        }
        catch (Win32Exception e)
        {
            throw new SpecToolException($"{what} can't be started: {e.Message}", e);
        }
    }
}
