using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Which strings repeat in the texts of a server, so that its texts share them: docs/regeneration.md.</summary>
public static class RepeatedText
{
    /// <summary>Members of which a session has few values, though they are no identifiers.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "agent", "cwd", "directory", "field", "hash", "mime", "mode", "root", "slug", "snapshot", "tool", "variant", "version", "worktree",
    };

    public static bool Is(Member member) =>
        member is { Constant: null, IsSecret: false, Type.Kind: WireKind.String } && (IsIdentifier(member.WireName) || s_names.Contains(member.WireName));

    /// <summary>As in <c>id</c>, <c>sessionID</c>, <c>providerId</c> and <c>session_id</c>, but not <c>paid</c>.</summary>
    private static bool IsIdentifier(string name) =>
        name is "id" || name.EndsWith("ID", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("_id", StringComparison.Ordinal);
}
