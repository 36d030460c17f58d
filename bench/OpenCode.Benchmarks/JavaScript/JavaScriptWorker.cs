using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OpenCode.Benchmarks.Harness;

namespace OpenCode.Benchmarks.JavaScript;

/// <summary>Runs one Node.js process for all rounds, so that its code is warmed up like that of .NET.</summary>
internal sealed class JavaScriptWorker : IAsyncDisposable
{
    private readonly Process _process;

    private JavaScriptWorker(JavaScriptSdk sdk, Process process)
    {
        Sdk = sdk;
        _process = process;
    }

    public JavaScriptSdk Sdk { get; }

    public static JavaScriptWorker Start(JavaScriptSdk sdk) => new(sdk, Process.Start(Self.Redirected("node", [sdk.Worker, sdk.Folder]))!);

    /// <summary>Performs a task, and returns the time of one operation.</summary>
    /// <param name="operations">The number of operations of the task.</param>
    /// <param name="task">The task and its options.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<Sample> MeasureAsync(int operations, JsonObject task, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(task.ToJsonString().AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var answer = await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("The JavaScript worker has exited. See its standard error for the reason.");
        return Sample.OfTime(double.Parse(answer, CultureInfo.InvariantCulture) / operations);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
