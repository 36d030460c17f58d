using Microsoft.Extensions.Logging.Abstractions;
using OpenCode.Testing;
using Orleans.Runtime;

namespace OpenCode.Fleet.Tests.Jobs;

/// <summary>Calls go on until the cluster responds, whatever it or its store throws.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class GrainCallsTests
{
    private static readonly Exception[] s_transient =
    [
        new OrleansException("store"), new TimeoutException(), new IOException(), new InvalidOperationException(),
        new TaskCanceledException(), new OperationCanceledException(),
    ];

    private static readonly Exception[] s_final = [new ArgumentException("no"), new KeyNotFoundException(), new ObjectDisposedException("client")];

    private readonly GrainCalls _calls = new(TimeProvider.System, NullLogger.Instance);

    [TestCaseSource(nameof(s_transient))]
    public async Task A_failure_of_the_cluster_is_retried(Exception failure, CancellationToken cancellationToken)
    {
        var calls = 0;
        Assert.That(await _calls.RunAsync(() => ++calls < 3 ? Task.FromException<int>(failure) : Task.FromResult(7), cancellationToken), Is.EqualTo(7));
        var opened = 0;
        Assert.That(await _calls.StreamAsync(_ => Values(++opened < 3 ? failure : null), value => value == 2, cancellationToken).LastAsync(cancellationToken), Is.EqualTo(2));
        Assert.That((calls, opened), Is.EqualTo((3, 3)));
    }

    [TestCaseSource(nameof(s_final))]
    public void A_mistake_of_the_caller_is_not(Exception failure, CancellationToken cancellationToken)
    {
        var calls = 0;
        Func<Task> call = () => _calls.RunAsync(
            () =>
            {
                calls++;
                return Task.FromException<int>(failure);
            },
            cancellationToken);
        Assert.That(call, Throws.Exception.SameAs(failure));
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task The_caller_can_cancel(CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failure = await Failure.OfAsync<OperationCanceledException>(() => _calls.RunAsync(
            async () =>
            {
                await cancel.CancelAsync();
                throw new TaskCanceledException();
            },
            cancel.Token));
        Assert.That(failure, Is.Not.Null);
    }

    private static async IAsyncEnumerable<int> Values(Exception? failure)
    {
        yield return 1;
        await Task.Yield();
        if (failure is not null)
        {
            throw failure;
        }

        yield return 2;
    }
}
