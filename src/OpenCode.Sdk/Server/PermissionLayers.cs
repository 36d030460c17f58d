using System.Text.Json;
using OpenCode.Asks;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Merges the permissions of configurations so that the rules of a layer override those of the layers below it. The server applies
/// the last rule that matches, in the order of the names in the JSON object. Therefore, the order is part of the meaning.
/// </summary>
internal static class PermissionLayers
{
    /// <summary>The pattern that matches everything.</summary>
    private const string Everything = "*";

    /// <summary>Merges permissions: one action for all tools, or objects with actions by tool.</summary>
    /// <param name="layers">The layers, the lowest first.</param>
    public static JsonElement Merge(IReadOnlyList<JsonElement> layers) => layers.Skip(1).Aggregate(Expand(layers[0]), Override);

    /// <summary>Returns the rules for one tool: one action, or actions by pattern; null if no rule applies to it.</summary>
    public static JsonElement? Find(JsonElement permissions, string tool) =>
        Patterns(permissions)?.FindAll(rule => PermissionRules.Matches(rule.Key, tool)) is { Count: > 0 } rules ? Combine(rules) : null;

    private static JsonElement Expand(JsonElement permissions) => Patterns(permissions) is { } rules ? JsonLayers.Object(rules) : permissions;

    private static JsonElement Override(JsonElement lower, JsonElement upper)
    {
        if (Patterns(lower) is not { } rules || Patterns(upper) is not { } upperRules)
        {
            return upper;
        }

        foreach (var rule in upperRules)
        {
            // The rule moves to the end. The patterns of its tool in the lower layers move with it, so the rules that followed
            // them and apply to the same tool must still follow them.
            var index = rules.FindIndex(lowerRule => lowerRule.Key == rule.Key);
            var ofTool = index < 0 ? [] : rules.Skip(index).Where(lowerRule => PermissionRules.Matches(lowerRule.Key, rule.Key));
            var value = Combine([.. ofTool, rule]);
            rules.RemoveAll(lowerRule => lowerRule.Key == rule.Key);
            rules.Add(new(rule.Key, value));
        }

        return JsonLayers.Object(rules);
    }

    /// <summary>Combines the rules of one tool: one action for all patterns, or actions by pattern.</summary>
    private static JsonElement Combine(List<KeyValuePair<string, JsonElement>> rules)
    {
        var last = rules[^1].Value;
        if (rules.Count == 1 || last.ValueKind != JsonValueKind.Object)
        {
            return last;
        }

        List<KeyValuePair<string, JsonElement>> patterns = [];
        foreach (var rule in rules.SelectMany(rule => Patterns(rule.Value) ?? []))
        {
            patterns.RemoveAll(earlier => earlier.Key == rule.Key);
            patterns.Add(rule);
        }

        return JsonLayers.Object(patterns);
    }

    /// <summary>
    /// Returns the rules of a value: one action means that action for everything. Null for a value that the server refuses.
    /// </summary>
    private static List<KeyValuePair<string, JsonElement>>? Patterns(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [new(Everything, value)],
        JsonValueKind.Object => [.. JsonRead.Members(value)],
        _ => null,
    };
}
