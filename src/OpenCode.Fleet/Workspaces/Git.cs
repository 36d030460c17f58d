using System.ComponentModel;
using System.Diagnostics;

namespace OpenCode.Fleet;

/// <summary>Runs git.</summary>
internal static class Git
{
    /// <exception cref="GitException">Git is not installed, or failed.</exception>
    public static async Task RunAsync(string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Git must fail instead of waiting for a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await Task.WhenAll(output, error).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new GitException($"git {arguments[0]} failed in {directory}: {DisplayText.Of((await error.ConfigureAwait(false)).Trim())}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GitException($"git can't be started in {start.WorkingDirectory}: {e.Message}", e);
        }
    }
}
