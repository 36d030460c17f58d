using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.HookWorld;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>The endpoint that the plugin asks, without a server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookTests
{
    private const string Part = """{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"Hi","more":{"a":[1]}}""";

    private const string Prompt = $$$"""
        {"hook":"prompt","directory":"/project","parts":[{{{Part}}}],
         "message":{"id":"msg_1","role":"user","sessionID":"ses_1","time":{"created":1},"agent":"build","model":{"providerID":"p","modelID":"m"} } }
        """;

    [Test]
    public async Task A_handler_sees_the_tool_and_decides(CancellationToken cancellationToken)
    {
        var seen = new List<BeforeToolContext>();
        var decisions = new Queue<BeforeToolDecision>([BeforeToolDecision.Continue, BeforeToolDecision.Refuse("\"no\"\n\ud83d"), BeforeToolDecision.Replace(JsonElement.Parse("""{"b":2}"""))]);
        await using var world = await StartAsync(new()
        {
            BeforeTool = (call, _) =>
            {
                seen.Add(call);
                return Task.FromResult(decisions.Dequeue());
            },
        });
        Assert.That((await world.AskAsync(Before("""{"a":1}"""), cancellationToken)).GetRawText(), Is.EqualTo("""{"action":"continue"}"""));
        Assert.That((await world.AskAsync(Before("{}"), cancellationToken)).GetRawText(), Is.EqualTo("""{"action":"refuse","reason":"\"no\"\n\ud83d"}"""));
        Assert.That((await world.AskAsync(Before("null"), cancellationToken)).GetRawText(), Is.EqualTo("""{"action":"replace","args":{"b":2}}"""));
        Assert.That((seen[0].Tool, seen[0].SessionId, seen[0].CallId, seen[0].Directory, seen[0].Arguments.GetRawText()), Is.EqualTo(("bash", "ses_1", "call_1", "/project", """{"a":1}""")));
    }

    [Test]
    public async Task Arguments_that_are_passed_back_are_the_same_json(CancellationToken cancellationToken)
    {
        await using var world = await StartAsync(new() { BeforeTool = (call, _) => Task.FromResult(BeforeToolDecision.Replace(call.Arguments)) });
        await Json.SampleAsync(
            async json =>
            {
                var reply = await world.AskAsync(Before($$"""{"a":{{json}}}"""), cancellationToken);
                Assert.That(Normal(reply.GetProperty("args").GetProperty("a").GetRawText()), Is.EqualTo(Normal(json)));
            },
            iter: 200,
            threads: 1);
    }

    [Test]
    public async Task Outputs_that_are_passed_back_are_the_same_text(CancellationToken cancellationToken)
    {
        await using var world = await StartAsync(new() { AfterTool = (result, _) => Task.FromResult(AfterToolDecision.Replace(result.Output, result.Title, result.Metadata)) });
        await Gen.Select(Text, Json).SampleAsync(
            async (output, metadata) =>
            {
                var reply = await world.AskAsync(After(output, $$"""{"x":{{metadata}}}"""), cancellationToken);
                Assert.That(Normal(reply.GetProperty("output").GetRawText()), Is.EqualTo(Normal(output)));
                Assert.That(Normal(reply.GetProperty("metadata").GetProperty("x").GetRawText()), Is.EqualTo(Normal(metadata)));
            },
            iter: 200,
            threads: 1);
    }

    [Test]
    public async Task An_output_can_have_50_megabytes_but_not_more_than_the_limit(CancellationToken cancellationToken)
    {
        var length = 0;
        var options = new OpenCodeHooksOptions
        {
            AfterTool = (result, _) =>
            {
                length = result.Output.Length;
                return Task.FromResult(AfterToolDecision.Continue);
            },
        };
        var output = new string('x', 50 * 1024 * 1024);
        await using (var world = await StartAsync(options))
        {
            await world.AskAsync(After($"\"{output}\""), cancellationToken);
            Assert.That(length, Is.EqualTo(output.Length));
        }

        await using var limited = await StartAsync(options with { MaxBodyBytes = 1_000 });
        Assert.That((await limited.PostAsync(After($"\"{output[..2_000]}\""), cancellationToken)).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_prompt_is_read_and_replaced(CancellationToken cancellationToken)
    {
        await using var world = await StartAsync(new()
        {
            Prompt = (prompt, _) => Task.FromResult(prompt.Text == "Hi" ? PromptDecision.Replace(prompt.Parts) : PromptDecision.Refuse("no")),
        });
        var reply = await world.AskAsync(Prompt, cancellationToken);
        Assert.That(JsonElement.DeepEquals(reply.GetProperty("parts")[0], JsonElement.Parse(Part)), reply.GetRawText());
    }

    [Test]
    public async Task Permissions_and_events_are_read(CancellationToken cancellationToken)
    {
        var events = new List<Event>();
        await using var world = await StartAsync(new()
        {
            Permission = (asked, _) => Task.FromResult(asked.Request.Permission == "bash" ? PermissionDecision.Reject("no") : PermissionDecision.None),
            Event = (e, _) =>
            {
                events.Add(e.Event);
                return events.Count == 1 ? throw new InvalidOperationException("It goes on.") : Task.CompletedTask;
            },
        });
        Assert.That((await world.AskAsync(Asked("bash"), cancellationToken)).GetRawText(), Is.EqualTo("""{"reply":"reject","message":"no"}"""));
        Assert.That((await world.AskAsync(Asked("edit"), cancellationToken)).GetRawText(), Is.EqualTo("{}"));
        await world.AskAsync(
            """{"hook":"event","dropped":3,"events":[{"directory":"/a","event":{"id":"1","type":"session.idle","properties":{"sessionID":"ses_1"}}},{"directory":"/a","event":{"id":"2","type":"new","properties":{}}}]}""",
            cancellationToken);
        Assert.That(events, Has.Count.EqualTo(2).And.Exactly(1).InstanceOf<SessionIdleEvent>());

        static string Asked(string permission) =>
            $$$"""{"hook":"permission","directory":"/a","request":{"id":"per_1","sessionID":"ses_1","permission":"{{{permission}}}","patterns":[],"metadata":{},"always":[]}}""";
    }

    [Test]
    public async Task A_handler_that_throws_or_takes_too_long_fails_without_words(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider();
        var canceled = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var world = await StartAsync(new()
        {
            TimeProvider = time,
            BeforeTool = (_, _) => throw new InvalidOperationException("The password is hunter2."),
            AfterTool = async (_, cancellation) =>
            {
                cancellation.Register(canceled.SetResult);
                started.SetResult();
                await new TaskCompletionSource().Task;
                return default;
            },
        });
        Assert.That(await world.PostAsync(Before("{}"), cancellationToken), Is.EqualTo((HttpStatusCode.InternalServerError, "")));
        var slow = world.PostAsync(After("\"x\""), cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((await slow).Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        await canceled.Task.WaitAsync(cancellationToken);
    }

    [Test]
    public async Task A_handler_is_canceled_when_nobody_waits_or_the_hooks_end([Values] bool isDisposed, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var canceled = new TaskCompletionSource();
        await using var world = await StartAsync(new()
        {
            BeforeTool = async (_, cancellation) =>
            {
                cancellation.Register(canceled.SetResult);
                started.SetResult();
                await cancellation.UntilCanceledAsync();
                return default;
            },
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = world.PostAsync(Before("{}"), leaving.Token);
        await started.Task.WaitAsync(cancellationToken);
        await (isDisposed ? world.Hooks.DisposeAsync().AsTask() : leaving.CancelAsync());
        await canceled.Task.WaitAsync(cancellationToken);
        await Failure.OfAsync<Exception>(() => asking);
    }

    [Test]
    public async Task Handlers_run_at_the_same_time(CancellationToken cancellationToken)
    {
        var count = 0;
        var all = new TaskCompletionSource();
        await using var world = await StartAsync(new()
        {
            BeforeTool = async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref count) == 8)
                {
                    all.SetResult();
                }

                await all.Task.WaitAsync(cancellation);
                return default;
            },
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.AskAsync(Before("{}"), cancellationToken)));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("""{"hook":1}""")]
    [TestCase("""{"hook":"unknown"}""")]
    [TestCase("""{"hook":"after"}""", TestName = "A hook without a handler")]
    [TestCase("""{"hook":"before","tool":"bash"}""")]
    public async Task What_no_plugin_sends_is_refused(string body)
    {
        await using var world = await StartAsync(new() { BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Continue) });
        Assert.That((await world.PostAsync(body, default)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task The_plugin_knows_only_the_hooks_that_there_are([Values] HookFailure onFailure)
    {
        await using var world = await StartAsync(new()
        {
            BeforeTool = (_, _) => Task.FromResult(BeforeToolDecision.Continue),
            BeforeToolPolicy = new() { OnFailure = onFailure, Timeout = TimeSpan.FromSeconds(2) },
            Permission = (_, _) => Task.FromResult(PermissionDecision.None),
            PermissionPolicy = new() { Timeout = Timeout.InfiniteTimeSpan },
        });
        Assert.That(
            world.Configured.GetRawText(),
            Is.EqualTo($$$"""{"before":{"timeout":2000,"continues":{{{(onFailure == HookFailure.Continue ? "true" : "false")}}}},"permission":{"continues":false}}"""));
    }

    [Test]
    public void Options_that_can_t_work_are_refused()
    {
        Func<BeforeToolContext, CancellationToken, Task<BeforeToolDecision>> handler = (_, _) => Task.FromResult(BeforeToolDecision.Continue);
        foreach (var options in new OpenCodeHooksOptions[]
        {
            new(),
            new() { BeforeTool = handler, BeforeToolPolicy = null! },
            new() { BeforeTool = handler, PromptPolicy = new() { Timeout = TimeSpan.Zero } },
            new() { BeforeTool = handler, AfterToolPolicy = new() { OnFailure = (HookFailure)7 } },
            new() { BeforeTool = handler, EventTimeout = Timeout.InfiniteTimeSpan },
            new() { BeforeTool = handler, MaxQueuedEvents = 0 },
            new() { BeforeTool = handler, MaxBodyBytes = 0 },
            new() { BeforeTool = handler, EventTypes = [""] },
        })
        {
            Assert.That(() => OpenCodeHooks.StartAsync(options), Throws.InstanceOf<ArgumentException>());
        }

        Assert.That(() => BeforeToolDecision.Replace(JsonElement.Parse("[]")), Throws.ArgumentException);
        Assert.That(() => BeforeToolDecision.Refuse(""), Throws.ArgumentException);
        Assert.That(() => PromptDecision.Replace([]), Throws.ArgumentException);
        Assert.That(() => AfterToolDecision.Replace("", metadata: JsonElement.Parse("1")), Throws.ArgumentException);
    }

    /// <summary>The text of a JSON string, with any characters and halves of them.</summary>
    private static Gen<string> Text { get; } = Gen.OneOf(
        Gen.String.Select(text => $"\"{string.Concat(text.Select(c => $"\\u{(int)c:x4}"))}\""),
        Gen.String[Gen.Char['ß', '힣'], 0, 20].Select(text => $"\"{text}\""));

    private static Gen<string> Json { get; } = Gen.Recursive<string>((depth, json) => depth > 4
        ? Text
        : Gen.OneOf(
            Text,
            Gen.Long.Select(n => $"{n}"),
            Gen.Double.Where(double.IsFinite).Select(n => n.ToString("R", CultureInfo.InvariantCulture)),
            Gen.Int[0, 2].Select(i => new[] { "null", "true", "1.0e+300" }[i]),
            json.List[0, 4].Select(items => $"[{string.Join(", ", items)}]"),
            Gen.Select(Text, json).List[0, 4].Select(members => $"{{{string.Join(",", members.DistinctBy(m => Normal(m.Item1)).Select(m => $"{m.Item1}:{m.Item2}"))}}}")));

    /// <summary>The same JSON with each character of a string as an escape sequence, and without white space between tokens.</summary>
    private static string Normal(string json)
    {
        var normal = new StringBuilder();
        var isString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '"')
            {
                isString = !isString;
                normal.Append('"');
            }
            else if (isString)
            {
                var c = json[i];
                if (c == '\\')
                {
                    c = json[++i] switch
                    {
                        'u' => (char)int.Parse(json.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        'b' => '\b',
                        'f' => '\f',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        var other => other,
                    };
                    i += json[i] == 'u' ? 4 : 0;
                }

                normal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else if (!char.IsWhiteSpace(json[i]))
            {
                normal.Append(json[i]);
            }
        }

        return normal.ToString();
    }
}
