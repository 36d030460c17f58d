using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Where a schema stands: what an inline schema is named after, and which equal ones it may be one type with.</summary>
/// <param name="Path">For messages and overlays: <c>Session.tokens</c>, <c>Config.mcp{}</c>, <c>session.list.response[]</c>.</param>
/// <param name="Kin">Equal shapes become one type only among places of the same kin; a member's kin is its name.</param>
public sealed record Place(string Path, NameHint Hint, string Kin)
{
    public static Place Member(string ownerPath, TypeDefinition owner, string member) =>
        new($"{ownerPath}.{member}", new NameHint(Identifier.Pascal(member), owner), member);

    /// <summary>A list's element, which bears the list's name in the singular.</summary>
    public Place Element() => this with { Path = Path + "[]", Hint = Hint with { Suffix = Singular(Hint.Suffix) } };

    public Place Value() => this with { Path = Path + "{}", Hint = Hint with { Suffix = Singular(Hint.Suffix) } };

    public Place Alternative(string suffix) => this with { Path = $"{Path}|{suffix}", Hint = Hint with { Suffix = Hint.Suffix + suffix }, Kin = $"{Kin}|{suffix}" };

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : name.EndsWith("ches", StringComparison.Ordinal) || name.EndsWith("shes", StringComparison.Ordinal) ? name[..^2]
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && !name.EndsWith("us", StringComparison.Ordinal) ? name[..^1]
        : name + "Item";
}
