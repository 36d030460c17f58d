using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>How a union exposes a member of its variants.</summary>
public enum LiftKind
{
    /// <summary>Some variants have the member. It is null in the others.</summary>
    Optional,

    /// <summary>All variants have the member in a nested object.</summary>
    Inside,

    /// <summary>All variants have the member under the same name, so it becomes a member of the union.</summary>
    Own,
}

/// <summary>Exposes nested members of the variants as properties of the unions.</summary>
public static class Lifting
{
    /// <summary>Returns the unions that a variant belongs to, the closest first.</summary>
    public static IEnumerable<UnionDefinition> Ancestors(UnionDefinition? union)
    {
        for (; union is not null; union = union.Base)
        {
            yield return union;
        }
    }

    /// <summary>Returns the members that a union and its ancestors expose, with the union that declares each.</summary>
    public static IEnumerable<(UnionDefinition Union, LiftedMember Member)> Of(UnionDefinition? union) => Ancestors(union)
        .Reverse()
        .SelectMany(u => u.Lifted.Select(l => (Union: u, Member: l)))
        .DistinctBy(l => l.Member.Name)
        .Where(l => Type(l.Union, l.Member) is not null);

    /// <summary>Whether the member of a variant is also a member of its union.</summary>
    public static bool IsOwn(RecordDefinition record, Member member) =>
        Of(record.Base).Any(l => l.Member.Name == member.Name && Kind(l.Union, l.Member) == LiftKind.Own);

    /// <summary>Returns how the union exposes the member.</summary>
    public static LiftKind Kind(UnionDefinition union, LiftedMember lifted)
    {
        var found = union.Records.Select(r => (Record: r, Member: Find(r, lifted.Path, always: true))).ToList();
        return found.Exists(f => f.Member is null) ? LiftKind.Optional
            : lifted.Path.Count == 1 && found.TrueForAll(f => f.Member!.Name == lifted.Name) ? LiftKind.Own
            : LiftKind.Inside;
    }

    /// <summary>
    /// Returns the C# type of the property, without the nullable annotation; null if no variant has the member.
    /// </summary>
    public static string? Type(UnionDefinition union, LiftedMember lifted) =>
        union.Records.Select(r => Find(r, lifted.Path, always: false)).OfType<Member>().Select(m => CSharp.NonNullable(m.Type)).FirstOrDefault();

    /// <summary>Returns a C# expression that accesses the member; null if the variant does not have it.</summary>
    public static string? Access(RecordDefinition record, IReadOnlyList<string> path) =>
        Find(record, path, always: false) is null ? null : Path(record, path);

    /// <summary>Returns an expression that finds the member in free-form JSON.</summary>
    public static string Search(UnionDefinition union, LiftedMember lifted)
    {
        var reader = Type(union, lifted) switch
        {
            "string" => "Text",
            "DateTimeOffset" => "PointInTime",
            _ => "Whole",
        };
        var search = $"JsonRead.{reader}(Json, {Literal.List(lifted.Path)})";
        return Kind(union, lifted) == LiftKind.Optional ? search : $"{search} ?? {(reader == "Text" ? "\"\"" : "default")}";
    }

    private static Member? Find(RecordDefinition record, IEnumerable<string> path, bool always)
    {
        var member = record.Members.Find(m => m.WireName == path.First());
        if (always && member is not { Required: true, Type.Nullable: false })
        {
            return null;
        }

        var rest = path.Skip(1);
        return rest.Any() ? member?.Type.Definition is RecordDefinition inner ? Find(inner, rest, always) : null
            : member?.Type.Kind is WireKind.String or WireKind.Integer or WireKind.Time ? member
            : null;
    }

    private static string Path(RecordDefinition record, IEnumerable<string> path)
    {
        var member = record.Members.Find(m => m.WireName == path.First())!;
        var rest = path.Skip(1);
        return rest.Any() ? $"{member.Name}{(member.Required && !member.Type.Nullable ? "" : "?")}.{Path((RecordDefinition)member.Type.Definition!, rest)}" : member.Name;
    }
}
