using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OpenCode.Models;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>Updates of a turn as JSON, for instance on their way to a browser.</summary>
public sealed class UpdateJsonTests
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly ToolPart s_tool = (ToolPart)OpenCodeJson.Read(
        """{"type":"tool","id":"prt_1","sessionID":"ses_1","messageID":"msg_1","callID":"c","tool":"bash","state":{"status":"pending","input":{},"raw":""}}"""u8, Part.ReadFrom);

    private static readonly TurnResult s_result = new() { SessionId = "ses_1", Parts = [s_tool], Messages = [], Usage = new TurnUsage { Cost = 0.1m } };

    private static readonly PromptUpdate[] s_updates =
    [
        new PromptTextDelta("msg_1", "prt_1", "Hello"),
        new PromptReasoningDelta("msg_1", "prt_1", "Hm"),
        new PromptTextReplaced("msg_1", "prt_1", "Hello", false),
        new PromptToolChanged(s_tool),
        new PromptToolOutput("msg_1", "prt_1", "bash", "out", true),
        new PromptFileEdited("/a"),
        new PromptTodosChanged([]),
        new PromptRetrying(2, "Later", DateTimeOffset.UnixEpoch),
        new PromptCompleted { Result = s_result },
        new PromptFailed { Result = s_result, Reason = "No" },
        new PromptRejected { Result = s_result, Tool = s_tool },
        new PromptAborted { Result = s_result },
        new PromptMerged { Result = s_result, Into = new() { Server = new("http://localhost:1"), SessionId = "ses_1", MessageId = "msg_2" } },
        new PromptLimitReached { Result = s_result, Limit = TurnLimit.Cost },
    ];

    [TestCaseSource(nameof(s_updates))]
    public void An_update_tells_its_type_and_survives(PromptUpdate update)
    {
        var json = JsonSerializer.Serialize(update, s_options);
        Assert.That((string?)JsonNode.Parse(json)!["type"], Is.EqualTo(JsonNamingPolicy.CamelCase.ConvertName(update.GetType().Name["Prompt".Length..])));
        var read = JsonSerializer.Deserialize<PromptUpdate>(json, s_options);
        Assert.That(read, Is.InstanceOf(update.GetType()));
        Assert.That(JsonSerializer.Serialize(read, s_options), Is.EqualTo(json));
    }

    [Test]
    public void Every_update_has_a_type() =>
        Assert.That(
            typeof(PromptUpdate).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType),
            Is.EquivalentTo(typeof(PromptUpdate).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(PromptUpdate)) && t.IsSealed)));
}
