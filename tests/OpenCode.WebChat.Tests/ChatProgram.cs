using System.Diagnostics;
using System.Text;
using OpenCode.Testing;

namespace OpenCode.WebChat.Tests;

/// <summary>The sample as a person starts it, with a home of its own and an available port.</summary>
internal sealed class ChatProgram : IAsyncDisposable
{
    private const string Announcement = "Now listening on: ";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("opencode-webchat-");
    private readonly ProcessMark _mark = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private ChatProgram()
    {
        var start = Command.Dotnet(_home.FullName, Path.Combine(AppContext.BaseDirectory, "WebChat.dll"));
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["HOME"] = _home.FullName;
        start.Environment["OPENCODE_BIN"] = Metadata.Value("OpenCodeExecutable");
        start.Environment[_mark.Variable] = _mark.Value;

        // The server fetches what its plugins may need in the background. Nothing but this machine is needed here.
        start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9";
        start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        start.Environment["npm_config_fetch_retries"] = "0";
        foreach (var name in (string[])["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"])
        {
            start.Environment.Remove(name);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.Exited += (_, _) => _url.TrySetException(new InvalidOperationException($"The program ended. {Output}"));
    }

    /// <summary>The address of the page.</summary>
    public Uri Url => _url.Task.Result;

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static async Task<ChatProgram> StartAsync()
    {
        using var limit = TestTimeout.Start();
        var program = new ChatProgram();
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        await program._url.Task.WaitAsync(limit.Token);
        return program;
    }

    /// <summary>Ends the program as a service manager does, and then checks that nothing is left of it.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = TestTimeout.Start();
        using var interrupt = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
        Assert.That(await _mark.LeftAsync(TestTimeout.Value), Is.Empty);
        _home.Delete(recursive: true);
    }

    private void Add(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line?.Split(Announcement) is [_, var url])
        {
            _url.TrySetResult(new Uri(url));
        }
    }
}
