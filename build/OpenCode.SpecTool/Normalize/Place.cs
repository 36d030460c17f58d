using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// The place of a schema, which determines the name of an inline schema and the equal schemas with which it can share a type.
/// </summary>
/// <param name="Path">
/// The path for messages and overlays: <c>Session.tokens</c>, <c>Config.mcp{}</c>, <c>session.list.response[]</c>.
/// </param>
/// <param name="Kin">
/// Equal shapes become one type only if their places have the same kin. The kin of a member is its name.
/// </param>
public sealed record Place(string Path, NameHint Hint, string Kin)
{
    public static Place Member(string ownerPath, TypeDefinition owner, string member) =>
        new($"{ownerPath}.{member}", new NameHint(Identifier.Pascal(member), owner), member);

    /// <summary>Returns the place of a list's element, which has the name of the list in the singular.</summary>
    public Place Element() => this with { Path = Path + "[]", Hint = Hint with { Suffix = Singular(Hint.Suffix) } };

    public Place Value() => this with { Path = Path + "{}", Hint = Hint with { Suffix = Singular(Hint.Suffix) } };

    public Place Alternative(string suffix) => this with { Path = $"{Path}|{suffix}", Hint = Hint with { Suffix = Hint.Suffix + suffix }, Kin = $"{Kin}|{suffix}" };

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : name.EndsWith("ches", StringComparison.Ordinal) || name.EndsWith("shes", StringComparison.Ordinal) ? name[..^2]
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && !name.EndsWith("us", StringComparison.Ordinal) ? name[..^1]
        : name + "Item";
}
