using System.Diagnostics;
using System.Net.NetworkInformation;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>A start that is canceled leaves nothing, at whatever step it was: the moments are events, so no machine is too fast or too slow.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[Parallelizable]
[Platform(Include = "Linux")]
[Category("Slow")]
public sealed class StartCancellationTests
{
    private const string ListeningLine = "opencode server listening";

    private readonly MarkedRun _run = new();

    [Test]
    public async Task Before_the_call() => Assert.That(await IsCanceledAsync(OpenCodeServer.StartAsync(_run.Options, new CancellationToken(canceled: true))), Is.True);

    [Test]
    public async Task When_the_process_has_been_launched(CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = OpenCodeServer.StartAsync(_run.Options, cancel.Token);
        await cancel.CancelAsync();
        Assert.That(await IsCanceledAsync(start), Is.True);
    }

    [Test]
    public Task When_the_server_runs(CancellationToken cancellationToken) =>
        CancelWhenAsync(_run.Options, () => _run.Processes().Values.Any(command => command.Contains("/opencode serve", StringComparison.Ordinal)), cancellationToken);

    [Test]
    public Task When_it_has_written_a_line(CancellationToken cancellationToken) => CancelAtLineAsync(_ => true, cancellationToken);

    [Test]
    public Task When_it_says_that_it_listens(CancellationToken cancellationToken) => CancelAtLineAsync(line => line.StartsWith(ListeningLine, StringComparison.Ordinal), cancellationToken);

    [Test]
    public async Task When_it_is_asked_for_its_health(CancellationToken cancellationToken)
    {
        var options = ServerAddress.Decide(_run.Options);
        await CancelWhenAsync(options, () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(c => c.RemoteEndPoint.Port == options.Port), cancellationToken);
    }

    /// <summary>Moments between those, drawn from the time that a start takes on this machine.</summary>
    [Test]
    public async Task At_any_moment(CancellationToken cancellationToken)
    {
        const int moments = 5;
        var clock = Stopwatch.StartNew();
        var server = await OpenCodeServer.StartAsync(_run.Options, cancellationToken);
        var whole = clock.Elapsed;
        await server.DisposeAsync();
        for (var i = 0; i < moments; i++)
        {
            var moment = whole * Random.Shared.NextDouble();
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            cancel.CancelAfter(moment);
            var isCanceled = await IsCanceledAsync(OpenCodeServer.StartAsync(_run.Options, cancel.Token));
            TestContext.Out.WriteLine($"{moment} of {whole}: {(isCanceled ? "canceled" : "started")}");
            Assert.That(_run.Processes(), Is.Empty, $"{moment}");
        }
    }

    [TearDown]
    public void NothingIsLeft() => Assert.That(_run.Processes(), Is.Empty);

    /// <summary>Cancels before the SDK sees the line.</summary>
    private async Task CancelAtLineAsync(Func<string, bool> isLine, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var log = new LogWatch(line =>
        {
            if (isLine(line))
            {
                cancel.Cancel();
            }
        });
        var options = _run.Options with { LoggerFactory = log, PrintLogs = true, LogLevel = Models.ServerLogLevel.Debug };
        Assert.That(await IsCanceledAsync(OpenCodeServer.StartAsync(options, cancel.Token)), Is.True);
    }

    /// <summary>Cancels soon after something has happened. The start may be complete by then.</summary>
    private static async Task CancelWhenAsync(OpenCodeServerOptions options, Func<bool> hasHappened, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = OpenCodeServer.StartAsync(options, cancel.Token);
        await Poll.UntilAsync(() => start.IsCompleted || hasHappened(), cancellationToken);
        await cancel.CancelAsync();
        await IsCanceledAsync(start);
    }

    /// <summary>A server that has started after all is stopped.</summary>
    private static async Task<bool> IsCanceledAsync(Task<OpenCodeServer> start)
    {
        try
        {
            await (await start).DisposeAsync();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
