using OpenCode.Models;

namespace OpenCode.AI.Tools;

/// <summary>
/// Creates permission rules that show a session the functions of its own response and hide those of concurrent responses. The
/// server requests a permission before each call, so that the <see cref="TurnOptions"/> decide.
/// </summary>
internal static class ToolRights
{
    private const string Any = "*";

    /// <param name="all">The prefix of the names of all tools of the chat client.</param>
    /// <param name="own">The name of the response's own MCP server; null if it has no functions.</param>
    public static IReadOnlyList<PermissionRule> Of(string all, string? own) =>
        own is null ? [Rule($"{all}{Any}", PermissionAction.Deny)] : [Rule($"{all}{Any}", PermissionAction.Deny), Rule($"{own}_{Any}", PermissionAction.Ask)];

    /// <summary>Adds the rules to a session, unless they are already its last ones. The last matching rule wins.</summary>
    public static async Task EnsureAsync(OpenCodeClient client, string sessionId, IReadOnlyList<PermissionRule> rules, CancellationToken cancellationToken)
    {
        if (rules.Count == 0)
        {
            return;
        }

        var session = await client.Session.GetAsync(sessionId, cancellationToken).ConfigureAwait(false);
        var last = (session.Permission ?? []).Reverse().Take(rules.Count).Reverse();
        if (!last.Select(Members).SequenceEqual(rules.Select(Members)))
        {
            // The server appends them to the rules of the session.
            await client.Session.UpdateAsync(sessionId, new() { Permission = rules }, cancellationToken).ConfigureAwait(false);
        }
    }

    public static PermissionRule Rule(string permission, PermissionAction action) => new() { Permission = permission, Pattern = Any, Action = action };

    private static (string Permission, string Pattern, PermissionAction Action) Members(PermissionRule rule) => (rule.Permission, rule.Pattern, rule.Action);
}
