using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>How a union offers a member of its variants itself.</summary>
public enum LiftKind
{
    /// <summary>Some variants have it: null in the others.</summary>
    Optional,

    /// <summary>All variants have it somewhere inside.</summary>
    Inside,

    /// <summary>All variants have it as a member of the same name, which becomes one of the union.</summary>
    Own,
}

/// <summary>Members from inside the variants of unions, as properties of the unions.</summary>
public static class Lifting
{
    /// <summary>The unions a variant belongs to, the closest first.</summary>
    public static IEnumerable<UnionDefinition> Ancestors(UnionDefinition? union)
    {
        for (; union is not null; union = union.Base)
        {
            yield return union;
        }
    }

    /// <summary>What a union and those it belongs to offer of their variants, with the union that declares it.</summary>
    public static IEnumerable<(UnionDefinition Union, LiftedMember Member)> Of(UnionDefinition? union) => Ancestors(union)
        .Reverse()
        .SelectMany(u => u.Lifted.Select(l => (Union: u, Member: l)))
        .DistinctBy(l => l.Member.Name)
        .Where(l => Type(l.Union, l.Member) is not null);

    /// <summary>Whether the member of a variant is also one of its union.</summary>
    public static bool IsOwn(RecordDefinition record, Member member) =>
        Of(record.Base).Any(l => l.Member.Name == member.Name && Kind(l.Union, l.Member) == LiftKind.Own);

    /// <summary>How the union offers the member.</summary>
    public static LiftKind Kind(UnionDefinition union, LiftedMember lifted)
    {
        var found = union.Records.Select(r => (Record: r, Member: Find(r, lifted.Path, always: true))).ToList();
        return found.Exists(f => f.Member is null) ? LiftKind.Optional
            : lifted.Path.Count == 1 && found.TrueForAll(f => f.Member!.Name == lifted.Name) ? LiftKind.Own
            : LiftKind.Inside;
    }

    /// <summary>The C# type of the property, without what says that it may be null; null if no variant has the member.</summary>
    public static string? Type(UnionDefinition union, LiftedMember lifted) =>
        union.Records.Select(r => Find(r, lifted.Path, always: false)).OfType<Member>().Select(m => CSharp.NonNullable(m.Type)).FirstOrDefault();

    /// <summary>How C# gets at the member; null if the variant has none.</summary>
    public static string? Access(RecordDefinition record, IReadOnlyList<string> path) =>
        Find(record, path, always: false) is null ? null : Path(record, path);

    /// <summary>An expression that finds the member in free-form JSON.</summary>
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
