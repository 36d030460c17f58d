using System.Diagnostics;
using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>A program that runs until it is asked to stop, with the lines that it writes.</summary>
internal sealed partial class RunningApp : IDisposable
{
    private readonly Process _process;

    private RunningApp(Process process) => _process = process;

    public static RunningApp Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        return new RunningApp(Process.Start(start)!);
    }

    /// <summary>Where a web application listens, by its own word.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken) =>
        new((await ReadToAsync(ListeningLine(), cancellationToken)).Groups[1].Value);

    /// <summary>Reads to the first line that matches.</summary>
    public async Task<Match> ReadToAsync(Regex line, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } text)
        {
            if (line.Match(text) is { Success: true } match)
            {
                return match;
            }

            lines.Add(text);
        }

        throw new AssertionException($"The program ended without a line '{line}':\n{string.Join('\n', lines)}");
    }

    /// <summary>Asks it to stop, as a service manager does. It ends without an error.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var rest = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await App.SucceedAsync(new ProcessStartInfo("kill", ["-TERM", $"{_process.Id}"]), cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        Assert.That(_process.ExitCode, Is.Zero, await rest);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();
}
