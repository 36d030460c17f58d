using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>
/// What the server makes of configurations, as measured with 1.18.33: it merges the file, the project's file, the variable, and
/// <c>OPENCODE_PERMISSION</c>; a name keeps the place of its first appearance; the last rule that matches applies.
/// </summary>
internal sealed class EffectiveRules
{
    private readonly JObject _whole = [];

    public EffectiveRules(ServerConfiguration configuration, string? permissions = null, string? project = null)
    {
        Lay(_whole, Read(configuration.File));
        Lay(_whole, Read(project));
        Lay(_whole, Read(configuration.Inline));
        if (permissions is not null)
        {
            Lay(_whole, new JObject { ["permission"] = JObject.Parse(permissions) });
        }
    }

    /// <summary>The action for a tool: null if the configuration says nothing about it.</summary>
    public string? Action(string tool, string pattern = "x", string? agent = null)
    {
        var rules = Rules(_whole);
        if (agent is not null)
        {
            rules = rules.Concat(Rules((JObject?)_whole["agent"]?[agent] ?? [])).Concat(Rules((JObject?)_whole["mode"]?[agent] ?? []));
        }

        return rules.LastOrDefault(rule => Matches(rule.Tool, tool) && Matches(rule.Pattern, pattern)).Action;
    }

    /// <summary>The names in the permissions, in order.</summary>
    public IEnumerable<string> Names() => ((JObject?)_whole["permission"] ?? []).Properties().SelectMany(tool =>
        tool.Value is JObject patterns ? patterns.Properties().Select(pattern => $"{tool.Name}/{pattern.Name}") : [tool.Name]);

    /// <summary>The action that one layer has for a tool.</summary>
    public static string? ActionOf(JToken permissions, string tool, string pattern) =>
        Rules(new JObject { ["permission"] = permissions }).LastOrDefault(rule => Matches(rule.Tool, tool) && Matches(rule.Pattern, pattern)).Action;

    private static JObject Read(string? json) => json is null ? [] : JObject.Parse(json);

    private static IEnumerable<(string Tool, string Pattern, string Action)> Rules(JObject owner)
    {
        JObject permissions = [];
        foreach (var tool in ((JObject?)owner["tools"] ?? []).Properties())
        {
            permissions[tool.Name is "write" or "edit" or "patch" ? "edit" : tool.Name] = (bool)tool.Value ? "allow" : "deny";
        }

        Lay(permissions, Expand(owner["permission"] ?? new JObject()));
        return permissions.Properties().SelectMany(tool => tool.Value is JObject patterns
            ? patterns.Properties().Select(pattern => (tool.Name, pattern.Name, (string)pattern.Value!))
            : [(tool.Name, "*", (string)tool.Value!)]);
    }

    private static JObject Expand(JToken permissions) => permissions as JObject ?? new JObject { ["*"] = permissions };

    private static void Lay(JObject lower, JObject upper)
    {
        foreach (var member in upper.Properties())
        {
            var value = member.Name == "permission" ? Expand(member.Value) : member.Value;
            if (lower[member.Name] is JObject below && value is JObject above)
            {
                Lay(below, above);
            }
            else
            {
                lower[member.Name] = value.DeepClone();
            }
        }
    }

    private static bool Matches(string pattern, string text)
    {
        var regex = Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".");
        return Regex.IsMatch(text, "^" + (regex.EndsWith("\\ .*", StringComparison.Ordinal) ? regex[..^4] + "( .*)?" : regex) + "$", RegexOptions.Singleline);
    }
}
