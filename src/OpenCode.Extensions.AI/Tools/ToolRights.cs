using OpenCode.Models;

namespace OpenCode.AI.Tools;

/// <summary>
/// Permission rules that show a session the functions of its own response and hide those of others that are made at the same time. The
/// server asks before each call, so that the <see cref="TurnOptions"/> decide.
/// </summary>
internal static class ToolRights
{
    private const string Any = "*";

    /// <param name="all">The beginning of the names of all tools of the chat client.</param>
    /// <param name="own">The name of the response's own MCP server; null if it has no functions.</param>
    public static IReadOnlyList<PermissionRule> Of(string all, string? own) =>
        own is null ? [Rule($"{all}{Any}", PermissionAction.Deny)] : [Rule($"{all}{Any}", PermissionAction.Deny), Rule($"{own}_{Any}", PermissionAction.Ask)];

    /// <summary>Gives the rules to a session, if they are not its last ones already; the last rule that matches wins.</summary>
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
            // The server adds them to those that the session has.
            await client.Session.UpdateAsync(sessionId, new() { Permission = rules }, cancellationToken).ConfigureAwait(false);
        }
    }

    public static PermissionRule Rule(string permission, PermissionAction action) => new() { Permission = permission, Pattern = Any, Action = action };

    private static (string Permission, string Pattern, PermissionAction Action) Members(PermissionRule rule) => (rule.Permission, rule.Pattern, rule.Action);
}
