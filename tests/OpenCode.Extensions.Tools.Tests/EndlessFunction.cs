using Microsoft.Extensions.AI;
using OpenCode.Testing;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>A function <c>Endless</c> that returns only when it is canceled, and tells when it starts and when it is canceled.</summary>
internal sealed class EndlessFunction
{
    private readonly TaskCompletionSource _started = new();
    private readonly TaskCompletionSource _canceled = new();

    public EndlessFunction() => Function = TestFunctions.Function("Endless", RunAsync);

    public AIFunction Function { get; }

    public Task Started => _started.Task;

    public Task Canceled => _canceled.Task;

    private async Task RunAsync(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_canceled.SetResult);
        _started.SetResult();
        await cancellation.UntilCanceledAsync();
    }
}
