using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>
/// Determines which strings are repeated and therefore shared between the JSON texts of a server. See docs/regeneration.md.
/// </summary>
public static class RepeatedText
{
    /// <summary>Members that have few distinct values in a session, although they are not identifiers.</summary>
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "agent", "cwd", "directory", "field", "hash", "mime", "mode", "root", "slug", "snapshot", "tool", "variant", "version", "worktree",
    };

    public static bool Is(RecordDefinition record, Member member) =>
        member is { Constant: null, IsSecret: false, Type.Kind: WireKind.String }
            && (s_names.Contains(member.WireName) || (IsIdentifier(member.WireName) && !IsOfEnvelope(record, member)));

    /// <summary>Whether a member is the identifier of the event itself, which is never repeated.</summary>
    private static bool IsOfEnvelope(RecordDefinition record, Member member) =>
        member.WireName == "id" && record.Members.Exists(m => m.Constant is not null) && record.Members.Exists(m => m.WireName is "properties" or "data");

    /// <summary>
    /// Whether the name is that of an identifier: <c>id</c>, <c>sessionID</c>, <c>providerId</c> or <c>session_id</c>, but not
    /// <c>paid</c>.
    /// </summary>
    private static bool IsIdentifier(string name) =>
        name is "id" || name.EndsWith("ID", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("_id", StringComparison.Ordinal);
}
