using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Turns;

/// <summary>Creates the JSON of tokens and costs.</summary>
internal static class Usages
{
    public static JsonObject Create(long input, long output, long reasoning, long cacheRead, long cacheWrite) => new()
    {
        ["input"] = input, ["output"] = output, ["reasoning"] = reasoning, ["cache"] = new JsonObject { ["read"] = cacheRead, ["write"] = cacheWrite },
    };

    public static JsonObject WithTotal(JsonObject tokens)
    {
        var cache = (JsonObject)tokens["cache"]!;
        var all = new JsonObject
        {
            ["total"] = Number(tokens, "input") + Number(tokens, "output") + Number(tokens, "reasoning") + Number(cache, "read") + Number(cache, "write"),
        };
        foreach (var member in tokens)
        {
            all[member.Key] = member.Value!.DeepClone();
        }

        return all;
    }

    /// <summary>Adds the usage of a message to that of its session.</summary>
    public static void Add(JsonObject session, decimal cost, JsonObject tokens)
    {
        session["cost"] = Decimal(session["cost"]) + cost;
        var sum = session["tokens"] as JsonObject ?? Create(0, 0, 0, 0, 0);
        var (sumCache, cache) = ((JsonObject)sum["cache"]!, (JsonObject)tokens["cache"]!);
        session["tokens"] = Create(
            Number(sum, "input") + Number(tokens, "input"),
            Number(sum, "output") + Number(tokens, "output"),
            Number(sum, "reasoning") + Number(tokens, "reasoning"),
            Number(sumCache, "read") + Number(cache, "read"),
            Number(sumCache, "write") + Number(cache, "write"));
    }

    private static decimal Decimal(JsonNode? node) => node is null ? 0 : decimal.Parse(node.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    private static long Number(JsonObject json, string member) => (long)Decimal(json[member]);
}
