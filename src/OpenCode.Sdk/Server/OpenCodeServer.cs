using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OpenCode;

/// <summary>An opencode server as a child process. Thread-safe.</summary>
/// <remarks>It ends with <see cref="DisposeAsync"/>. A host process that is killed before leaves it running.</remarks>
/// <example><code>
/// await using var server = await OpenCodeServer.StartAsync(new() { Port = 0 });
/// using var client = server.CreateClient();
/// </code></example>
public sealed class OpenCodeServer : IAsyncDisposable
{
    private const string ListeningLine = "opencode server listening on ";

    private readonly Process _process;
    private readonly OutputTail _output = new();
    private readonly OpenCodeServerOptions _options;
    private readonly TaskCompletionSource<bool> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OpenCodeServer(OpenCodeServerOptions options)
    {
        _options = options;
        _process = new Process { StartInfo = CreateStartInfo(), EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);

        // Read for as long as the process lives: one that nobody reads from stops once its pipe is full.
        _process.OutputDataReceived += (_, e) => Read(e.Data);
        _process.ErrorDataReceived += (_, e) => Read(e.Data);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => ServerAddress.Url(_options);

    /// <summary>Its process id.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Its version, for instance <c>1.18.33</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Ends with the exit code when the process does.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a server and returns once it answers and its configuration is sound.</summary>
    /// <param name="options">How to start it; by default as the JavaScript SDK does.</param>
    /// <param name="cancellationToken">Gives up waiting and ends the process.</param>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    /// <exception cref="OpenCodeServerException">It could not be started; the message holds its last output.</exception>
    public static async Task<OpenCodeServer> StartAsync(OpenCodeServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OpenCodeServerOptions();
        options.Validate();
        var server = new OpenCodeServer(ServerAddress.Decide(options) with { ExecutablePath = OpenCodeExecutable.Find(options) });
        try
        {
            await server.LaunchAsync(cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What a client of this server needs: its address, user name and password. For clients on connections of your own.</summary>
    public OpenCodeClientOptions ClientOptions => ServerAddress.Apply(_options, new OpenCodeClientOptions());

    /// <summary>Makes a client of this server. The caller disposes it.</summary>
    /// <param name="options">More options; address, user name and password are the server's.</param>
    public OpenCodeClient CreateClient(OpenCodeClientOptions? options = null) =>
        new(ServerAddress.Apply(_options, options ?? new OpenCodeClientOptions()));

    /// <summary>Ends the process and everything it started, and returns once it is gone. May be called at any time, and again.</summary>
    /// <param name="cancellationToken">Gives up waiting; the process is told to end all the same.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (ProcessId == 0)
        {
            return;
        }

        if (!_exited.Task.IsCompleted)
        {
            Kill();
        }

        await _exited.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private ProcessStartInfo CreateStartInfo()
    {
        var start = new ProcessStartInfo(_options.ExecutablePath!)
        {
            ArgumentList = { "serve", "--hostname", _options.Hostname, "--port", _options.Port.ToString(CultureInfo.InvariantCulture) },
            WorkingDirectory = _options.WorkingDirectory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        Set("OPENCODE_SERVER_PASSWORD", _options.Password is { Length: > 0 } password ? password : null);
        Set("OPENCODE_SERVER_USERNAME", null);
        if (_options.Config is { } config)
        {
            Set("OPENCODE_CONFIG_CONTENT", Encoding.UTF8.GetString(OpenCodeJson.Write(config)));
        }

        foreach (var variable in _options.Environment)
        {
            Set(variable.Key, variable.Value);
        }

        return start;

        // .NET Framework takes null for an empty value.
        void Set(string name, string? value)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself or is about to, or was disposed after it had; who stops it waits for its end anyway.
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        try
        {
            _process.Start();
        }
        catch (Win32Exception e)
        {
            throw new OpenCodeServerException($"{_options.ExecutablePath} can't be run: {e.Message}", innerException: e);
        }

        ProcessId = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            await WaitUntilReadyAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OpenCodeServerException($"The opencode server was not ready within {_options.Timeout.TotalSeconds} seconds.", output: _output.ToString(), innerException: e);
        }
    }

    /// <summary>Listening is not ready: a server with a broken configuration listens too, and then fails every call.</summary>
    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_listening.Task, _exited.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (first == _exited.Task)
        {
            var exitCode = await _exited.Task.ConfigureAwait(false);

            // Waits for the last lines of both pipes too.
            await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw new OpenCodeServerException($"The opencode server ended with exit code {exitCode} before it was ready.", exitCode, _output.ToString());
        }

        using var client = CreateClient();
        try
        {
            Version = (await client.Global.HealthAsync(cancellationToken).ConfigureAwait(false)).Version;
            await client.Config.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenCodeException e)
        {
            throw new OpenCodeServerException($"The opencode server started but does not work: {e.Message}", output: _output.ToString(), innerException: e);
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Add(line);
        if (line.Contains(ListeningLine))
        {
            _listening.TrySetResult(true);
        }
    }
}
