using System.Collections.Concurrent;
using System.Diagnostics;
using OpenCode.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>The tool in a process of its own, that runs until it is stopped.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ToolProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"The tool ended with {_process.ExitCode}: {Output}"));
    }

    /// <summary>What it has written so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static async Task<ToolProcess> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var tool = new ToolProcess(start);
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        await tool._ready.Task.WaitAsync(cancellationToken);
        return tool;
    }

    /// <summary>Asks it to end.</summary>
    public void SendStop() => Signals.Send("TERM", _process.Id);

    /// <summary>Asks it to end, and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        SendStop();
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it without notice.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
            if (line.StartsWith("Ready", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }
    }
}
