using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using OpenCode.Diagnostics;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TelemetryTests
{
    [Test]
    public async Task A_whole_prompt_is_one_trace(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("be seen", new DemoText("Seen."));
        using var recorder = new ActivityRecorder();
        var session = await LiveServer.Client.Session.CreateAsync(cancellationToken: cancellationToken);
        await LiveServer.Client.Session.PromptAsync(session.Id, new() { Parts = [new TextPartInput { Text = "be seen" }] }, cancellationToken);
        await LiveServer.Client.Session.MessagesAsync(session.Id, cancellationToken: cancellationToken);

        var calls = recorder.Activities.Where(a => a.Source.Name == OpenCodeTelemetry.Name).ToList();
        Assert.That(calls.Select(a => a.DisplayName), Is.EqualTo(["POST /session", "invoke_agent build", "GET /session/{sessionID}/message"]));
        Assert.That(calls.Select(a => a.Status), Is.All.EqualTo(ActivityStatusCode.Unset));
        Assert.That(calls[1].GetTagItem("gen_ai.conversation.id"), Is.EqualTo(session.Id));
        Assert.That(calls[1].GetTagItem("gen_ai.request.model"), Is.EqualTo("scripted"));
        Assert.That(calls[1].GetTagItem("gen_ai.usage.output_tokens"), Is.EqualTo(1L));

        // Below each call are Kiota's steps, and below those what HttpClient sent.
        foreach (var call in calls)
        {
            Assert.That(Below(recorder, call).Select(a => a.Source.Name), Does.Contain(OpenCodeTelemetry.KiotaSourceName).And.Contain("System.Net.Http"));
        }

        Assert.That(recorder.AllText, Does.Not.Contain("be seen").And.Not.Contain(LiveServer.Server.ClientOptions.Password!));
    }

    [Test]
    public async Task A_streamed_prompt_is_one_activity_with_its_calls_inside(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("be watched", new DemoText("Watched."));
        using var recorder = new ActivityRecorder();
        using var durations = new MetricCollector<double>(null, OpenCodeTelemetry.Name, "gen_ai.client.operation.duration");
        var session = await LiveServer.Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var last = await LiveServer.Client.Session.PromptStreamingAsync(session.Id, new() { Parts = [new TextPartInput { Text = "be watched" }] }, cancellationToken: cancellationToken).LastAsync(cancellationToken);

        Assert.That(last, Is.InstanceOf<PromptCompleted>());
        var prompt = recorder.Activities.Single(a => a.DisplayName == "invoke_agent build");
        Assert.That(prompt.GetTagItem("gen_ai.conversation.id"), Is.EqualTo(session.Id));
        Assert.That(prompt.GetTagItem("gen_ai.usage.output_tokens"), Is.EqualTo(1L));
        Assert.That(Below(recorder, prompt).Select(a => a.DisplayName), Does.Contain("POST /session/{sessionID}/prompt_async"));
        Assert.That(durations.GetMeasurementSnapshot().Single().Tags["gen_ai.request.model"], Is.EqualTo("scripted"));
    }

    private static IEnumerable<Activity> Below(ActivityRecorder recorder, Activity activity) =>
        recorder.Activities.Where(a => a.ParentSpanId == activity.SpanId).SelectMany(child => Below(recorder, child).Prepend(child));
}
