using System.Diagnostics.Metrics;
using OpenCode.Diagnostics;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TelemetryTests
{
    [Test]
    public async Task Calls_are_activities_and_measurements(CancellationToken cancellationToken)
    {
        var activities = new System.Collections.Concurrent.ConcurrentQueue<System.Diagnostics.Activity>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name == OpenCodeToolsTelemetry.Name,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) => System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Enqueue,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        var measured = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == OpenCodeToolsTelemetry.Name) { self.EnableMeasurementEvents(instrument); } } };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value >= 0 ? "some" : "none", tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, $"{value}", tags));
        meters.Start();
        await using var world = await World.StartAsync([Function("measured_Good", () => 1), Function("measured_Bad", string () => throw new NotSupportedException("secret"))], null, cancellationToken);
        await world.CallAsync("measured_Good", [], cancellationToken);
        await world.CallAsync("measured_Bad", [], cancellationToken);
        await world.Tools.DisposeAsync();
        var mine = activities.Where(a => a.DisplayName.Contains("measured", StringComparison.Ordinal)).ToList();
        Assert.That(
            mine.Select(a => $"{a.DisplayName} {a.Status} {string.Join(' ', a.TagObjects)}"),
            Is.EqualTo(
            [
                "execute_tool shop_measured_Good Unset [gen_ai.operation.name, execute_tool] [gen_ai.tool.name, shop_measured_Good] [gen_ai.tool.type, function]",
                "execute_tool shop_measured_Bad Error [gen_ai.operation.name, execute_tool] [gen_ai.tool.name, shop_measured_Bad] [gen_ai.tool.type, function] [error.type, System.NotSupportedException]",
            ]));
        Assert.That(
            measured,
            Is.EqualTo(
            [
                "opencode.tools.call.active 1 shop_measured_Good ",
                "opencode.tools.call.active -1 shop_measured_Good ",
                "opencode.tools.call.duration some shop_measured_Good ",
                "opencode.tools.call.active 1 shop_measured_Bad ",
                "opencode.tools.call.active -1 shop_measured_Bad ",
                "opencode.tools.call.duration some shop_measured_Bad System.NotSupportedException",
            ]));

        void Measure(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var byName = tags.ToArray().ToDictionary();
            if (byName["gen_ai.tool.name"] is string name && name.Contains("measured", StringComparison.Ordinal))
            {
                measured.Enqueue($"{instrument.Name} {value} {name} {byName.GetValueOrDefault("error.type")}");
            }
        }
    }
}
