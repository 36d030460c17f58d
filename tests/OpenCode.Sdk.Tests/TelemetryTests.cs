using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OpenCode.Diagnostics;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>What can be seen of calls from outside.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TelemetryTests
{
    private const string Reply = """
        {"info":{"id":"msg_2","sessionID":"ses_1","role":"assistant","time":{"created":1,"completed":2},"parentID":"msg_1","modelID":"m1","providerID":"fake",
        "mode":"build","agent":"build","path":{"cwd":"/","root":"/"},"cost":0,"tokens":{"input":12,"output":34,"reasoning":0,"cache":{"read":0,"write":0}},"finish":"stop"},"parts":[]}
        """;

    [Test]
    public async Task A_call_is_an_activity_with_Kiotas_inside_it()
    {
        using var recorder = new ActivityRecorder();
        using var client = TestClient.Create(_ => TestClient.Json("true"));
        await client.In("/secret/place").Session.DeleteAsync("ses_1");

        var call = recorder.Activities.Single(a => a.Source.Name == OpenCodeTelemetry.Name);
        Assert.That((call.DisplayName, call.Kind, call.Status), Is.EqualTo(("DELETE /session/{sessionID}", ActivityKind.Client, ActivityStatusCode.Unset)));
        Assert.That(call.TagObjects, Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["opencode.operation"] = "session.delete",
            ["http.request.method"] = "DELETE",
            ["url.template"] = "/session/{sessionID}",
            ["server.address"] = "server.test",
            ["server.port"] = 80,
            ["http.response.status_code"] = 200,
        }));
        Assert.That(recorder.AllText, Does.Not.Contain("/secret/place").And.Not.Contain("ses_1"));
    }

    [Test]
    public void Histograms_have_buckets_for_what_they_measure()
    {
        Assert.That(OpenCodeTelemetry.CallDuration.Advice!.HistogramBucketBoundaries, Is.Ordered.And.Contain(0.005).And.Contain(10).And.Contain(3600));
        Assert.That(OpenCodeTelemetry.Prompts.Duration.Advice!.HistogramBucketBoundaries, Is.Ordered.And.Contain(0.01).And.Contain(81.92).And.Contain(5242.88));
        Assert.That(OpenCodeTelemetry.Prompts.Tokens.Advice!.HistogramBucketBoundaries, Is.Ordered.And.Contain(1).And.Contain(67108864));
    }

    [Test]
    public async Task A_prompt_is_described_as_the_conventions_for_generative_AI_ask()
    {
        using var recorder = new ActivityRecorder();
        using var tokens = new MetricCollector<long>(null, OpenCodeTelemetry.Name, "gen_ai.client.token.usage");
        using var client = TestClient.Create(_ => TestClient.Json(Reply));
        await client.Session.PromptAsync("ses_1", new() { Parts = [] });

        var call = recorder.Activities.Single(a => a.Source.Name == OpenCodeTelemetry.Name);
        Assert.That(call.DisplayName, Is.EqualTo("invoke_agent build"));
        Assert.That(call.TagObjects.Where(t => t.Key.StartsWith("gen_ai.", StringComparison.Ordinal)), Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["gen_ai.operation.name"] = "invoke_agent",
            ["gen_ai.provider.name"] = "fake",
            ["gen_ai.request.model"] = "m1",
            ["gen_ai.agent.name"] = "build",
            ["gen_ai.conversation.id"] = "ses_1",
            ["gen_ai.response.id"] = "msg_2",
            ["gen_ai.response.model"] = "m1",
            ["gen_ai.usage.input_tokens"] = 12L,
            ["gen_ai.usage.output_tokens"] = 34L,
            ["gen_ai.response.finish_reasons"] = new[] { "stop" },
        }));
        Assert.That(tokens.GetMeasurementSnapshot().Select(m => (m.Tags["gen_ai.token.type"], m.Value)), Is.EqualTo(new (object?, long)[] { ("input", 12), ("output", 34) }));
    }

    [Test]
    public async Task A_failure_and_its_retries_are_in_activity_metrics_and_log()
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Debug).AddProvider(new FakeLoggerProvider(logs)));
        using var recorder = new ActivityRecorder();
        using var retries = new MetricCollector<long>(null, OpenCodeTelemetry.Name, "opencode.client.call.retries");
        using var durations = new MetricCollector<double>(null, OpenCodeTelemetry.Name, "opencode.client.call.duration");
        using var client = TestClient.Create(
            _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            TestClient.Options with { MaxRetries = 2, TimeProvider = new InstantTime(), LoggerFactory = loggers });
        await client.Fields.Path.GetAsync();

        var call = recorder.Activities.Single(a => a.Source.Name == OpenCodeTelemetry.Name);
        Assert.That(call.Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(call.GetTagItem("error.type"), Is.EqualTo("503"));
        Assert.That(call.GetTagItem("http.request.resend_count"), Is.EqualTo(2));
        Assert.That(retries.GetMeasurementSnapshot().Sum(m => m.Value), Is.EqualTo(2));
        Assert.That(durations.GetMeasurementSnapshot().Single().Tags["error.type"], Is.EqualTo("503"));
        Assert.That(logs.GetSnapshot().Select(r => (r.Category, r.Level)), Is.EqualTo(new (string?, LogLevel)[]
        {
            (OpenCodeTelemetry.Name, LogLevel.Information),
            (OpenCodeTelemetry.Name, LogLevel.Information),
            (OpenCodeTelemetry.Name, LogLevel.Warning),
        }));
        Assert.That(logs.LatestRecord.Message, Does.StartWith("GET /path failed after ").And.EndsWith("ms: GET http://server.test/path returned 503 ServiceUnavailable."));
    }

    [Test]
    public async Task A_cancelled_call_is_an_error_of_that_name()
    {
        using var recorder = new ActivityRecorder();
        using var source = new CancellationTokenSource();
        using var client = TestClient.Create(_ =>
        {
            source.Cancel();
            throw new TaskCanceledException();
        });
        await Failure.OfAsync<OperationCanceledException>(() => client.Path.GetAsync(source.Token));
        Assert.That(recorder.Activities.Single(a => a.Source.Name == OpenCodeTelemetry.Name).GetTagItem("error.type"), Is.EqualTo(typeof(TaskCanceledException).FullName));
    }

    [Test]
    public async Task A_response_that_does_not_match_the_document_is_a_warning_once_for_each_route()
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Information).AddProvider(new FakeLoggerProvider(logs)));
        using var client = TestClient.Create(
            _ => TestClient.Json("""[{"id":"ses_1","title":5,"directory":"/secret/place"},{"title":"x"}]"""),
            TestClient.Options with { LoggerFactory = loggers });
        var sessions = await client.Session.ListAsync();
        await client.Session.ListAsync();

        Assert.That((sessions.Count, sessions.GetUnreadableItems().Count), Is.EqualTo((1, 1)));
        var warning = logs.GetSnapshot().Single();
        Assert.That(warning.Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(warning.Message, Does.StartWith("The response to GET /session does not match").And.EndsWith("The first is $[0].title: Expected a string but found the number 5."));
    }
}
