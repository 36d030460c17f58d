using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>
/// Determines the members that the reader of a union reads before the discriminator: the strings that most variants have. The
/// reader passes them to the variant, so that an object is read only once. If any other member precedes the discriminator, or the
/// variant does not have these members, the reader starts again at the beginning of the object.
/// </summary>
public static class LeadingMembers
{
    /// <summary>Returns the member that distinguishes the variants; null if there is no single such member.</summary>
    public static string? Discriminator(UnionDefinition union) =>
        union.Cases.Select(c => c.Path).OfType<MemberPath>().Distinct().ToList() is [{ Inner: null } path]
            && union.Cases.TrueForAll(c => c.Path is null || c.Value.Length > 0)
            && union.Cases.Exists(c => Record(union, c) is not null)
                ? path.Outer
                : null;

    /// <summary>Returns the strings that most variants have.</summary>
    public static IReadOnlyList<Member> Of(UnionDefinition union)
    {
        if (Discriminator(union) is null)
        {
            return [];
        }

        var records = union.Cases.Select(c => Record(union, c)).OfType<RecordDefinition>().Distinct().ToList();
        return [.. records
            .SelectMany(r => r.Members.Where(IsText))
            .DistinctBy(m => m.WireName)
            .Where(m => records.Count(r => Has(r, m)) * 2 > records.Count)];
    }

    /// <summary>Returns the members of a record that a union might have read already.</summary>
    public static IReadOnlyList<Member> Of(RecordDefinition record)
    {
        var names = Lifting.Ancestors(record.Base)
            .Where(union => union.Cases.Exists(c => Record(union, c) == record) && Of(union).All(m => Has(record, m)))
            .SelectMany(union => Of(union).Select(m => m.WireName).Append(Discriminator(union)))
            .ToHashSet(StringComparer.Ordinal);
        return [.. record.Members.Where(m => names.Contains(m.WireName))];
    }

    /// <summary>Returns an expression that reads a leading member in the same way as the first variant that has it.</summary>
    public static string ReadText(UnionDefinition union, Member member) =>
        TypeSchema.ReadText(union.Cases.Select(c => Record(union, c)).First(r => r?.Members.Contains(member) == true)!, member);

    /// <summary>Returns an expression that reads a case; null if the case must be read from its start.</summary>
    public static string? Read(UnionDefinition union, UnionCase known)
    {
        if (Discriminator(union) is not { } discriminator || Record(union, known) is not { } record || !Of(union).All(m => Has(record, m)))
        {
            return null;
        }

        var arguments = record.Members
            .Where(m => m.WireName == discriminator)
            .Select(m => $"{TypeSchema.Local(m)}: {(TypeSchema.Presence(record, m) == "discriminator" ? "isAhead" : $"isAhead ? {Literal.Text(m.Constant!)} : null")}")
            .Concat(Of(union).Select(m => $"{TypeSchema.Local(m)}: {TypeSchema.Local(m)}"));
        return $"{record.Expression}.ReadMembers(ref reader, reading, {string.Join(", ", arguments)})";
    }

    private static RecordDefinition? Record(UnionDefinition union, UnionCase known) =>
        known is { Path: { Inner: null } path, Variant: RecordDefinition record }
            && Lifting.Ancestors(record.Base).Contains(union)
            && record.Members.Exists(m => m.WireName == path.Outer && m.Constant == known.Value)
                ? record
                : null;

    private static bool IsText(Member member) => member is { Constant: null, Type: { Kind: WireKind.String, Nullable: false } };

    private static bool Has(RecordDefinition record, Member member) => record.Members.Exists(other =>
        IsText(other) && other.WireName == member.WireName && other.Name == member.Name);
}
