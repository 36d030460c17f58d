using System.Text.Json;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Denies what an unattended server can't ask about. The server applies the last rule that matches, and the rules of an agent after
/// those of the configuration. Therefore, these rules come last everywhere, unless the caller names the same tool.
/// </summary>
internal static class UnattendedRules
{
    private const string Permission = "permission";

    /// <summary>
    /// Gets the settings as a layer below those of the caller. If the caller has rules for a tool, such as one allowed directory,
    /// everything that they don't mention stays denied.
    /// </summary>
    public static JsonElement Layer => ServerConfiguration.Parse(
        """{"autoupdate":false,"share":"disabled","permission":{"question":"deny","external_directory":"deny","doom_loop":"deny"}}""",
        nameof(OpenCodeServerOptions.Unattended));

    /// <summary>Adds the rules to a configuration.</summary>
    /// <param name="whole">The merged configuration.</param>
    /// <param name="callers">The caller's own configurations.</param>
    public static JsonElement Apply(JsonElement whole, IReadOnlyList<JsonElement> callers)
    {
        var rules = Members(Layer, Permission).SelectMany(JsonRead.Members).ToList();
        var limited = Add(whole, rules.FindAll(rule => !callers.Any(caller => IsNamed(caller, rule.Key))));
        return JsonLayers.Object(JsonRead.Members(limited).Select(member =>
            ConfigurationPlace.Root.Member(member.Key) == ConfigurationPlace.Agents && member.Value.ValueKind == JsonValueKind.Object
                ? new(member.Key, JsonLayers.Object(JsonRead.Members(member.Value).Select(agent => new KeyValuePair<string, JsonElement>(agent.Key, AddToAgent(agent.Key, agent.Value)))))
                : member));

        // The rules of an agent override those of the configuration, so it gets the same rules, unless its own are the caller's.
        JsonElement AddToAgent(string name, JsonElement agent) => !JsonRead.Members(agent).Any(IsRules) ? agent : Add(agent,
        [
            .. from rule in rules
               let own = callers.SelectMany(caller => ConfigurationPlaces.AgentMaps.SelectMany(map => Members(caller, map))).SelectMany(agents => Members(agents, name))
               where !own.Any(callers.Any(caller => IsNamed(caller, rule.Key)) ? agent => IsDecided(agent, rule.Key) : agent => IsNamed(agent, rule.Key))
               from permissions in Members(limited, Permission)
               select PermissionLayers.Find(permissions, rule.Key) is { } value ? new KeyValuePair<string, JsonElement>(rule.Key, value) : rule,
        ]);
    }

    /// <summary>Adds rules as the last permissions of a configuration or an agent.</summary>
    private static JsonElement Add(JsonElement owner, List<KeyValuePair<string, JsonElement>> rules)
    {
        var permissions = Members(owner, Permission).ToList();
        if (rules.Count == 0 || permissions.Exists(value => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.String)))
        {
            // The server refuses other values.
            return owner;
        }

        // The server puts the tools of the former notation first, whatever their permissions are.
        var others = JsonRead.Members(owner).Where(member => member.Key != Permission).Select(member =>
            ConfigurationPlace.Agent.Member(member.Key) == ConfigurationPlace.Tools && member.Value.ValueKind == JsonValueKind.Object
                ? new(member.Key, JsonLayers.Object(JsonRead.Members(member.Value).Where(tool => !rules.Exists(rule => rule.Key == tool.Key))))
                : member);
        return JsonLayers.Object([.. others, new(Permission, PermissionLayers.Merge([.. permissions, JsonLayers.Object(rules)]))]);
    }

    private static bool IsRules(KeyValuePair<string, JsonElement> member) => ConfigurationPlace.Agent.Member(member.Key).IsRules();

    private static bool IsNamed(JsonElement owner, string tool) => Members(owner, Permission).Any(permissions => Members(permissions, tool).Any());

    private static bool IsDecided(JsonElement owner, string tool) => JsonRead.Members(owner).Where(IsRules).Any(member => PermissionLayers.Find(member.Value, tool) is not null);

    private static IEnumerable<JsonElement> Members(JsonElement owner, string name) =>
        JsonRead.Members(owner).Where(member => member.Key == name).Select(member => member.Value);
}
