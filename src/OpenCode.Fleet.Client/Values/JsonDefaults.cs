using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OpenCode.Fleet;

/// <summary>
/// Reads jobs and batches from JSON that omits properties. The generated code of System.Text.Json sets omitted init properties to
/// null or zero instead of their default values, so the default values are added before.
/// </summary>
internal static class JsonDefaults
{
    private static readonly JsonNodeOptions s_nodes = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonObject s_job = Defaults(
        new FleetJob { Prompt = "", Workspace = FleetWorkspace.ForDirectory("/") }, FleetJson.Default.FleetJob, nameof(FleetJob.Prompt), nameof(FleetJob.Workspace));

    private static readonly JsonObject s_rule = Defaults(
        new FleetPermissionRule { Permission = "", Action = default }, FleetJson.Default.FleetPermissionRule, nameof(FleetPermissionRule.Permission), nameof(FleetPermissionRule.Action));

    /// <exception cref="JsonException">The JSON is not a job.</exception>
    public static FleetJob? ReadJob(string json)
    {
        var node = Parse(json);
        AddToJob(node);
        return node.Deserialize(FleetJson.Default.FleetJob);
    }

    /// <exception cref="JsonException">The JSON is not a batch.</exception>
    public static FleetBatch? ReadBatch(string json)
    {
        var node = Parse(json);
        Add(node, Defaults(new FleetBatch { Jobs = [] }, FleetJson.Default.FleetBatch, nameof(FleetBatch.Jobs)));
        foreach (var job in Items(node, nameof(FleetBatch.Jobs)))
        {
            AddToJob(job);
        }

        return node.Deserialize(FleetJson.Default.FleetBatch);
    }

    private static JsonNode? Parse(string json) => JsonNode.Parse(json, s_nodes, s_reading);

    /// <summary>The properties of an object that are not required.</summary>
    private static JsonObject Defaults<T>(T value, JsonTypeInfo<T> type, params IEnumerable<string> required)
    {
        var defaults = JsonNode.Parse(JsonSerializer.Serialize(value, type), s_nodes)!.AsObject();
        foreach (var name in required)
        {
            defaults.Remove(name);
        }

        return defaults;
    }

    private static void AddToJob(JsonNode? job)
    {
        Add(job, s_job);
        foreach (var rule in Items((job as JsonObject)?[nameof(FleetJob.Asks)], nameof(FleetAskPolicy.Rules)))
        {
            Add(rule, s_rule);
        }
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? node, string property) => (node as JsonObject)?[property] as JsonArray ?? [];

    private static void Add(JsonNode? node, JsonObject defaults)
    {
        if (node is not JsonObject target)
        {
            return;
        }

        foreach (var (name, value) in defaults)
        {
            if (!target.ContainsKey(name))
            {
                target.Add(name, value?.DeepClone());
            }
            else if (value is JsonObject inner)
            {
                Add(target[name], inner);
            }
        }
    }
}
