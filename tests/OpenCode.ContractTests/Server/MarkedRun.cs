using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Servers with a mark of their own in their environment, and a folder for temporary files.</summary>
internal sealed class MarkedRun
{
    private readonly ProcessMark _mark = new();
    private readonly string _temporary;

    public MarkedRun()
    {
        _temporary = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "tmp", _mark.Value)).FullName;
        Options = LiveServer.Options();
        Options.Environment = new Dictionary<string, string?>(Options.Environment) { [_mark.Variable] = _mark.Value, ["TMPDIR"] = _temporary };
    }

    public OpenCodeServerOptions Options { get; }

    public IReadOnlyDictionary<int, string> Processes() => _mark.Processes();

    /// <summary>Starts a server with a terminal, and in it a process that has left the terminal's session.</summary>
    public async Task<OpenCodeServer> StartWithChildrenAsync(CancellationToken cancellationToken)
    {
        var (client, server) = await OpenCodeInstance.StartAsync(Options, cancellationToken);
        using (client)
        {
            await client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = ["-c", "(setsid sleep 1002 &); exec sleep 1003"] }, cancellationToken);
        }

        await HasStartedAsync(["sleep 1002", "sleep 1003"], cancellationToken);
        return server;
    }

    /// <summary>Waits until each of these commands is running.</summary>
    public Task HasStartedAsync(string[] commands, CancellationToken cancellationToken) =>
        Poll.UntilAsync(() => commands.All(command => Processes().Values.Any(running => running.StartsWith(command, StringComparison.Ordinal) || running.Contains($"/opencode {command}"))), cancellationToken);

    /// <summary>The processes that are left when all should be gone; empty as soon as they are.</summary>
    public Task<IReadOnlyDictionary<int, string>> LeftAsync() => _mark.LeftAsync(TestTimeout.Value);

    public IEnumerable<string> TemporaryFiles() => Directory.GetFileSystemEntries(_temporary, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_temporary, path));

    public string[] HostArguments(string command) => [Path.Combine(AppContext.BaseDirectory, "OpenCode.TestHost.dll"), command, Options.ExecutablePath!];

    public Process StartHost(string command)
    {
        // As a shell starts it: in a process group of its own.
        var start = LiveServer.StartInfo(Options, "setsid", ["dotnet", .. HostArguments(command)]);
        start.WorkingDirectory = LiveServer.Project;
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }
}
