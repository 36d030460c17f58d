using System.Collections.Concurrent;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Turns;

/// <summary>
/// Many prompts on one client, over connections that are cut, with cancellations and restarts of the server in between. The
/// environment variable OPENCODE_SOAK sets the number of prompts; 36 by default.
/// </summary>
[Category("Slow")]
public sealed class SoakTests
{
    private const int AtOnce = 6;
    private const int Words = 30;

    private static readonly string s_text = string.Concat(Enumerable.Range(0, Words).Select(i => $"word{i} "));

    [Test]
    public async Task Nothing_hangs_no_text_is_lost_and_no_session_stays_busy()
    {
        var count = TestNumber.Of("OPENCODE_SOAK") ?? 36;
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        LiveServer.Scripts.Answer("soak tool", request => request.FollowsTool ? Text() : new DemoChunk[] { new DemoToolCall("bash", """{"command":"echo soak","description":"Says something"}""") }.ToAsyncEnumerable());
        LiveServer.Scripts.Answer("soak text", _ => Text());
        var options = LiveServer.Options() with { Password = "soak-1234" };
        using var first = TestTimeout.Start();
        var server = await OpenCodeServer.StartAsync(options, first.Token);
        await using var proxy = new FaultProxy(server.Url);
        using var client = new OpenCodeClient(server.ClientOptions with
        {
            BaseUrl = proxy.Url,
            EventStream = new() { InitialDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(500) },
        });
        await using var hub = client.CreateEventHub();
        var outcomes = new ConcurrentDictionary<string, int>();
        var wrong = new ConcurrentQueue<string>();
        var sessions = new ConcurrentQueue<string>();
        try
        {
            for (var from = 0; from < count; from += AtOnce)
            {
                using var limit = TestTimeout.Start();

                // Half of the streams are cut somewhere.
                proxy.Plan([.. Enumerable.Range(0, AtOnce).Select(_ => random.Next(2) == 0 ? Fault.CutAfter(random.Next(200, 40_000)) : Fault.None)]);
                var restarts = from > 0 && from % (AtOnce * 5) == 0;
                var prompts = Enumerable.Range(from, Math.Min(AtOnce, count - from)).Select(i => new Prompt(random.Next(3) == 0, random.Next(5) == 0 ? random.Next(1, 20) : null, random.Next(2) == 0)).ToList();
                var running = prompts.Select(p => RunAsync(client, p, p.ThroughHub ? hub : null, sessions, limit.Token)).ToList();
                if (restarts)
                {
                    await Task.WhenAny(running);
                    await server.DisposeAsync();
                    server = await OpenCodeServer.StartAsync(options with { Port = server.Url.Port }, limit.Token);
                }

                foreach (var (prompt, outcome) in prompts.Zip(await Task.WhenAll(running)))
                {
                    var isExpected = outcome is "completed" || (outcome is "canceled" && prompt.CancelAfter is not null) || (restarts && outcome.StartsWith("stopped", StringComparison.Ordinal));
                    outcomes.AddOrUpdate(isExpected ? outcome.Split(':')[0] : "wrong", 1, (_, n) => n + 1);
                    if (!isExpected)
                    {
                        wrong.Enqueue($"{prompt}: {outcome}");
                    }
                }
            }

            using var last = TestTimeout.Start();
            var busy = await client.Session.StatusAsync(last.Token);
            TestContext.Out.WriteLine($"seed {seed}, {count} prompts, {proxy.Streams} streams: {string.Join(", ", outcomes.OrderBy(o => o.Key).Select(o => $"{o.Value} {o.Key}"))}, {busy.Count} busy");
            Assert.That(wrong, Is.Empty);
            Assert.That(busy.Keys.Where(sessions.Contains), Is.Empty, "busy sessions");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>A server that is gone for a moment loses the turn, or the request that a turn begins with.</summary>
    private static async Task<string> RunAsync(OpenCodeClient client, Prompt prompt, EventHub? hub, ConcurrentQueue<string> sessions, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var text = "";
        var count = 0;
        try
        {
            var session = await client.Session.CreateAsync(new() { Title = "Soak" }, cancellationToken);
            sessions.Enqueue(session.Id);
            PromptEnd? end = null;
            var options = new TurnOptions { Hub = hub, PermissionPolicy = PermissionPolicy.AllowOnce };
            await foreach (var update in client.Session.PromptStreamingAsync(session.Id, prompt.CallsTool ? "soak tool" : "soak text", options, source.Token))
            {
                text = update switch
                {
                    PromptTextDelta delta => text + delta.Text,
                    PromptTextReplaced replaced => "replaced " + replaced.Text,
                    _ => text,
                };
                end = update as PromptEnd;
                if (++count == prompt.CancelAfter)
                {
                    await source.CancelAsync();
                }
            }

            return end switch
            {
                PromptCompleted when text == s_text => "completed",
                PromptCompleted => $"lost text: {text}",
                _ => $"stopped: {end!.GetType().Name} {end.Reason}",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "canceled";
        }
        catch (Exception e) when (e is OpenCodeException or TimeoutException)
        {
            return $"stopped: {e.Message}";
        }
    }

    private static IAsyncEnumerable<DemoChunk> Text() => Enumerable.Range(0, Words).Select(i => (DemoChunk)new DemoText($"word{i} ")).ToAsyncEnumerable();

    private sealed record Prompt(bool CallsTool, int? CancelAfter, bool ThroughHub);
}
