using System.Globalization;
using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Diagnostics;
using OpenCode.Http;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Sdk.Tests.Turns;
using OpenCode.Testing;
using static OpenCode.Sdk.Tests.Turns.Wire;

namespace OpenCode.Sdk.Tests;

/// <summary>Whatever a server says, what a person reads is one line of limited length, in which every character can be seen.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DisplayTextTests
{
    private const int Seed = 20;
    private const int Huge = 3_000_000;

    private static readonly string[] s_bites =
    [
        "\u001b[31m", "\u001b]0;title\u0007", "\r\n2026-01-01 [CRIT] forged", "\n", "\r", "\t", "\0", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u2060",
        "\ufeff", "\u00ad", "\u034f", "\u3164", "\uffa0", "\u180e", "\ue000", "\uffff", "\ud83d", "\ude00", "\ude00\ud83d", "\U000e0041", "\U000e0101", "\U0010ffff", "é", "漢字", "🙂", " ", "words", "\\n", "{0}", "{Reason}", "%s", "…",
    ];

    private static readonly TestCaseData[] s_hostile = [.. Texts().Select((text, index) => new TestCaseData(text).SetArgDisplayNames($"text {index}"))];

    [TestCaseSource(nameof(s_hostile))]
    public void A_text_becomes_one_visible_line(string text)
    {
        foreach (var limit in new[] { 1, 7, 50, DisplayText.MaxLength })
        {
            var shown = DisplayText.Of(text, limit);
            AssertVisible(shown, limit + 40);
            Assert.That(DisplayText.Of(shown, limit), Is.EqualTo(shown), "once is enough");
        }
    }

    [Test]
    public void What_is_visible_stays()
    {
        const string Text = "é 漢字 🙂 ❤️ \\ \"quoted\" {0}\u00a0…";
        Assert.That(DisplayText.Of(Text), Is.EqualTo(Text));
        Assert.That(DisplayText.Of("a\nb\u202e\ud83d\U000e0041"), Is.EqualTo(@"a\nb\u202E\uD83D\U000E0041"));
        Assert.That(DisplayText.Of("🙂🙂🙂", 3), Is.EqualTo("🙂… (6 characters)"));
        Assert.That(DisplayText.Of(null), Is.Null);
    }

    [TestCaseSource(nameof(s_hostile))]
    public async Task An_error_of_the_server_is_shown_safely(string text)
    {
        var name = new JObject { ["name"] = text, ["data"] = new JObject { ["issues"] = new JArray(new JObject { ["message"] = text, ["path"] = new JArray(text) }) } };
        await AssertCallsAsync(
        [
            () => Answer(HttpStatusCode.BadRequest, new JObject { ["name"] = "X", ["data"] = new JObject { ["message"] = text } }),
            () => Answer(HttpStatusCode.BadRequest, new JObject { ["_tag"] = text }),
            () => Answer(HttpStatusCode.BadRequest, name),
            () => Answer(HttpStatusCode.OK, new JObject { ["name"] = text, ["data"] = new JObject() }),
            () => Answer(HttpStatusCode.OK, new JObject { ["home"] = new JObject { [text] = 1 }, [text] = text }),
            () => Answer(HttpStatusCode.BadGateway, text),
            () => Answer(HttpStatusCode.OK, text, "text/html"),
            () => Answer(HttpStatusCode.OK, text),
            () => Answer(HttpStatusCode.OK, $$"""{"home":{{new string('9', 5000)}}}"""),
            () => Typed(text),
            () => throw new HttpRequestException(text),
            () => throw new InvalidOperationException("outer", new IOException(text)),
        ]);
    }

    [Test]
    public async Task A_huge_error_becomes_a_short_message_and_a_whole_body()
    {
        var words = new string('x', Huge);
        using var client = TestClient.Create(_ => Answer(HttpStatusCode.BadRequest, new JObject { ["message"] = words }));
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(failure.Message, Has.Length.LessThan(DisplayText.MaxLength + 200).And.Contain("… (3000000 characters) (GET http://server.test/path returned 400 BadRequest)"));
        Assert.That(failure.Body, Has.Length.EqualTo(words.Length + "{\"message\":\"\"}".Length));
    }

    [TestCaseSource(nameof(s_hostile))]
    public async Task The_end_of_a_turn_is_shown_safely(string text)
    {
        var end = await FailAsync("before " + text);
        AssertVisible(end.Reason, DisplayText.MaxLength + 40);
        AssertVisible(new OpenCodeTurnException(end).Message, DisplayText.MaxMessageLength);
        Assert.That(end.Error, Is.InstanceOf<ProviderAuthError>());
    }

    [Test]
    public async Task The_end_of_a_turn_repeats_no_secret()
    {
        var end = await FailAsync("Incorrect API key provided: hunter2-key", client => client.Auth.SetAsync("p", new ApiAuth { Key = "hunter2-key" }));
        Assert.That(end.Reason, Is.EqualTo("Incorrect API key provided: ***"));
        Assert.That(new OpenCodeTurnException(end).ToString(), Does.Not.Contain("hunter2"));
        Assert.That(((ProviderAuthError)end.Error!).Data.Message, Does.Contain("hunter2"), "data stays as the server sent it");
    }

    [TestCaseSource(nameof(s_hostile))]
    public async Task Lines_of_a_process_are_shown_safely(string text)
    {
        var lines = new List<string>();
        await OutputLines.ReadAsync(new StringReader(text + new string('x', 2 * OutputLines.MaxLength)), (line, _) => line, (shown, _) => lines.Add(shown));
        foreach (var line in lines.Concat(new OpenCodeServerException(OpenCodeServerFailure.Unusable, text, text, text).Message.Split('\n')))
        {
            AssertVisible(line, OutputLines.MaxLength + 40);
        }
    }

    [TestCaseSource(nameof(s_hostile))]
    public void Logs_exceptions_and_models_show_texts_safely(string text)
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        var logger = loggers.CreateLogger("test");
        foreach (var type in new[] { typeof(Log), typeof(ServerLog) })
        {
            foreach (var method in type.GetMethods().Where(m => m.IsStatic && m.Name is not (nameof(ServerLog.ServerWrote) or nameof(ServerLog.ServerEnded))))
            {
                // The route of a call is a template of this SDK, or the caller's own.
                method.Invoke(null, [.. method.GetParameters().Select(p => p.ParameterType == typeof(string) ? (p.Name is "route" or "oldest" or "newest" or "kind" ? "x" : text) : Sample(p.ParameterType, logger))]);
            }
        }

        Assert.That(logs.Count, Is.GreaterThan(10));
        foreach (var record in logs.GetSnapshot())
        {
            AssertVisible(record.Message, DisplayText.MaxLength + 400);
            foreach (var value in record.StructuredState!)
            {
                AssertVisible(value.Value ?? "", DisplayText.MaxLength + 400);
            }
        }

        var request = new OpenCodeRequestInfo(HttpMethod.Get, new Uri("http://server.test/x"));
        var response = new OpenCodeResponseInfo(HttpStatusCode.BadRequest);
        Exception[] exceptions = [new OpenCodeApiException(request, response, text), new OpenCodeSessionDeletedException(text), new OpenCodeUnsupportedOperationException(text, text, text)];
        foreach (var shown in exceptions.Select(e => e.Message).Append(new OpenCodeServerInfo { Version = text, IsHealthy = true }.ToString()).Append(new OpenCodeRequestOptions { Workspace = text }.ToString()))
        {
            AssertVisible(shown, DisplayText.MaxMessageLength + 40);
        }

        AssertVisible(new ApiAuth { Key = text }.ToString(), DisplayText.MaxLength);
        AssertVisible(new TextPart { Id = text, SessionId = text, MessageId = text, Text = text }.ToString(), 5 * DisplayText.MaxLength);
        AssertVisible(new ServerLogLevel(text) is var level ? new Config { LogLevel = level, Model = text }.ToString() : "", 5 * DisplayText.MaxLength);
    }

    [Test]
    public void URLs_are_shown_without_what_may_be_a_token()
    {
        Assert.That(new FilePartInput { Mime = "x", Url = "https://me:hunter2@host/a?token=hunter2#hunter2" }.ToString(), Does.Contain("https://***@host/a?***").And.Not.Contain("hunter2"));
        Assert.That(new FilePartInput { Mime = "x", Url = "data:image/png;base64,AAAA" }.ToString(), Does.Contain("data:image/png;base64,AAAA"));
    }

    private static async Task AssertCallsAsync(IReadOnlyList<Func<HttpResponseMessage>> answers)
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        foreach (var answer in answers)
        {
            using var activities = new ActivityRecorder();
            using var client = TestClient.Create(_ => answer(), TestClient.Options with { LoggerFactory = loggers, MaxRetries = 1, TimeProvider = new InstantTime() });
            var outcome = await client.Fields.Path.GetAsync();
            var stream = client.Fields.Event.SubscribeAsync().GetAsyncEnumerator();
            var first = await stream.MoveNextAsync() ? stream.Current : null;
            await stream.DisposeAsync();
            foreach (var text in new[] { outcome.ToString(), outcome.Error?.Message, first?.ToString(), first?.Error?.Message }.OfType<string>())
            {
                AssertVisible(text, DisplayText.MaxMessageLength + 40);
            }

            foreach (var activity in activities.Activities.Where(a => a.Source.Name == OpenCodeTelemetry.Name))
            {
                AssertVisible(activity.StatusDescription ?? "", DisplayText.MaxMessageLength + 40);
                AssertVisible(activity.DisplayName, DisplayText.MaxLength);
                foreach (var tag in activity.TagObjects)
                {
                    AssertVisible($"{tag.Value}", DisplayText.MaxLength + 40);
                }
            }
        }

        foreach (var record in logs.GetSnapshot())
        {
            AssertVisible(record.Message, DisplayText.MaxMessageLength + 400);
        }
    }

    private static void AssertVisible(string text, int limit)
    {
        Assert.That(text, Has.Length.LessThanOrEqualTo(limit));
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(text, i);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                Assert.Fail($"U+{(int)text[i]:X4} ({category}) at {i} of {text[..Math.Min(text.Length, 200)]}");
            }
        }
    }

    private static IEnumerable<string> Texts()
    {
        foreach (var bite in s_bites)
        {
            yield return bite;
        }

        yield return string.Concat(s_bites);
        yield return string.Concat(Enumerable.Repeat("\u001b", 5000));
        yield return "x" + string.Concat(Enumerable.Repeat("🙂", 5000));
        var random = new Random(Seed);
        for (var i = 0; i < 20; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 2000)).Select(_ => s_bites[random.Next(s_bites.Length)]));
        }
    }

    private static object? Sample(Type type, ILogger logger) =>
        type == typeof(ILogger) ? logger
        : type == typeof(HttpMethod) ? HttpMethod.Get
        : type == typeof(LogLevel) ? LogLevel.Warning
        : type == typeof(Uri) ? new Uri("http://server.test/")
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;

    /// <summary>A turn that ends with an error of the provider.</summary>
    private static async Task<PromptFailed> FailAsync(string words, Func<OpenCodeClient, Task>? before = null)
    {
        var json = JsonConvert.ToString(words, '"', StringEscapeHandling.EscapeNonAscii);
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s => s.Send(
                Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v", error: AuthError("TEXT"))).Replace("\"TEXT\"", json, StringComparison.Ordinal), Idle),
            OnRequest = (_, request, _, _) => request == "PUT /auth/p" ? ScriptedTurnServer.Reply("true") : null,
        };
        using var client = server.CreateClient();
        await (before?.Invoke(client) ?? Task.CompletedTask);
        var options = new TurnOptions { ResponseTimeout = TimeSpan.FromDays(20), StopTimeout = TimeSpan.FromDays(20) };
        return (PromptFailed)(await client.Session.PromptStreamingAsync(ScriptedTurnServer.SessionId, "Do it", options, server.Hung).ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Value))[^1];
    }

    private static HttpResponseMessage Typed(string text)
    {
        var answer = new HttpResponseMessage { Content = new StringContent("x") };
        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", "text/plain; charset=utf-8; x=\"" + text.Replace("\"", "", StringComparison.Ordinal).ReplaceLineEndings("") + "\"");
        return answer;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, JObject json) => Answer(status, JsonConvert.SerializeObject(json, new JsonSerializerSettings { StringEscapeHandling = StringEscapeHandling.EscapeNonAscii }));

    private static HttpResponseMessage Answer(HttpStatusCode status, string text, string type = "application/json") =>
        new(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } } };
}
