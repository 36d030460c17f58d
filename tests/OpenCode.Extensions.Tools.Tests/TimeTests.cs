using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TimeTests
{
    private readonly FakeTimeProvider _time = new();

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_function_that_takes_too_long_is_canceled_and_the_model_told(bool blocks, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<CancellationToken>();
        using var mayEnd = new ManualResetEventSlim();
        await using var world = await StartAsync(Function("Endless", EndlessAsync), cancellationToken);
        var call = world.CallAsync("Endless", [], cancellationToken);
        var token = await started.Task.WaitAsync(cancellationToken);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.That(token.IsCancellationRequested, Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(TextOf(await call), Is.EqualTo("The tool did not finish within 600 seconds."));
        Assert.That(token.IsCancellationRequested, Is.True);
        mayEnd.Set();

        Task EndlessAsync(CancellationToken cancellation)
        {
            started.SetResult(cancellation);
            if (blocks)
            {
                mayEnd.Wait(CancellationToken.None);
                return Task.CompletedTask;
            }

            return cancellation.UntilCanceledAsync();
        }
    }

    [Test]
    public async Task Signs_of_life_and_progress_increase(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource<ToolCallContext>();
        var mayEnd = new TaskCompletionSource();
        var seen = new Watcher();
        await using var world = await StartAsync(Function("Slow", SlowAsync), cancellationToken);
        var call = world.CallAsync("Slow", [], cancellationToken, seen);
        var context = await started.Task.WaitAsync(cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(10));
        var first = await seen.NextAsync(cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(10));
        var second = await seen.NextAsync(cancellationToken);
        await context.ReportProgressAsync(1, 4, "One of four", cancellationToken);
        var reported = await seen.NextAsync(cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(10));
        var third = await seen.NextAsync(cancellationToken);
        await context.ReportProgressAsync(0.5, cancellationToken: cancellationToken);
        var backward = await seen.NextAsync(cancellationToken);
        Assert.That((reported.Progress, reported.Total, reported.Message), Is.EqualTo((1f, 4f, "One of four")));
        Assert.That((third.Total, third.Message), Is.EqualTo((4f, "One of four")), "what was reported last");
        Assert.That(new[] { first, second, reported, third, backward }.Select(value => value.Progress), Is.Ordered.And.Unique);
        Assert.That(backward.Progress, Is.EqualTo(1).Within(1e-5));
        mayEnd.SetResult();
        await call;
        await context.ReportProgressAsync(2, cancellationToken: cancellationToken);
        Assert.Throws<ArgumentOutOfRangeException>(() => context.ReportProgressAsync(double.NaN, cancellationToken: cancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.ReportProgressAsync(1, 1e300, cancellationToken: cancellationToken));

        Task SlowAsync(ToolCallContext toolCall)
        {
            started.SetResult(toolCall);
            return mayEnd.Task;
        }
    }

    [Test]
    public async Task Connecting_and_changing_are_limited(CancellationToken cancellationToken)
    {
        await using var server = new ToolServer();
        using var client = new OpenCodeClient(server.Fake.Handler, new() { BaseUrl = FakeOpenCode.BaseUrl, TimeProvider = _time });
        server.Fake.When(HttpMethod.Post, "/mcp", FakeResponse.Never(), times: 1);
        var adding = client.AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        await Poll.UntilAsync(() => server.Fake.Requests.Any(r => r.Path == "/mcp"), cancellationToken);
        _time.Advance(TimeSpan.FromSeconds(30));
        var late = await Failure.OfAsync<TimeoutException>(() => adding);
        Assert.That(late.Message, Is.EqualTo("The server did not connect to the MCP server 'shop' within 30 seconds (ConnectTimeout)."));
        Assert.That(server.StatusOf("shop"), Is.EqualTo("disabled"), "it may have connected meanwhile");

        await using var tools = await client.AddToolsAsync("shop", [], cancellationToken: cancellationToken);
        var changing = tools.AddAsync(Function("Tool", () => 1), cancellationToken);
        while (!changing.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        Assert.That((await Failure.OfAsync<TimeoutException>(() => changing)).Message, Does.StartWith("The server did not read the changed tools 'shop' within 30 seconds"));
        Assert.That(tools.Names, Is.EqualTo(["shop_Tool"]));
    }

    private Task<World> StartAsync(Microsoft.Extensions.AI.AIFunction function, CancellationToken cancellationToken) =>
        World.StartAsync([function], null, cancellationToken, new() { BaseUrl = FakeOpenCode.BaseUrl, TimeProvider = _time });

    private sealed class Watcher : IProgress<ProgressNotificationValue>
    {
        private readonly Channel<ProgressNotificationValue> _values = Channel.CreateUnbounded<ProgressNotificationValue>();

        public void Report(ProgressNotificationValue value) => _values.Writer.TryWrite(value);

        public ValueTask<ProgressNotificationValue> NextAsync(CancellationToken cancellationToken) => _values.Reader.ReadAsync(cancellationToken);
    }
}
