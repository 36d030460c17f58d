using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Gives every member a name that is free in its type, and provides the names that are reserved.</summary>
public static class MemberNames
{
    /// <summary>The members of every object, which a member with the same name would hide.</summary>
    private static readonly string[] s_object = ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>The types that generated members call. A member with the same name would be called instead.</summary>
    private static readonly string[] s_called =
    [
        "JsonCollection", "JsonElement", "JsonMember", "JsonNumber", "JsonRead", "JsonReading", "JsonText", "JsonTokenType", "JsonWrite",
        "ModelConverter", "ModelEquality", "ModelHash", "ModelPrint", "StringComparer", "StringComparison", "UrlValue",
    ];

    /// <summary>The members that generated records have in addition to their own.</summary>
    public static IReadOnlyList<string> Record { get; } =
    [
        .. s_object, "AdditionalProperties", "Clone", "Close", "Converter", "EqualityContract", "ExtraMembers", "IsRecognized", "IsWritten", "PrintMembers", "ReadFrom", "UnexpectedMembers", "WriteTo",
    ];

    /// <summary>The members of a carrier.</summary>
    public static IReadOnlyList<string> Carrier { get; } =
    [
        .. Record, "Array", "Boolean", "From", "Number", "Object", "String", "Unknown",
    ];

    /// <summary>Returns the names that values of an enum can't have.</summary>
    public static HashSet<string> Enum(string typeName) => [typeName, "Value", "ReadFrom", "WriteTo", .. s_object, .. s_called];

    /// <summary>Returns the names that optional query parameters can't have.</summary>
    public static HashSet<string> Query(string typeName) => [typeName, "AddTo", "Clone", "EqualityContract", "PrintMembers", .. s_object, .. s_called];

    /// <summary>
    /// Assigns the names. The discriminators of unions come first, because all of their records must use the same name.
    /// </summary>
    public static void Assign(IReadOnlyList<TypeDefinition> definitions)
    {
        foreach (var union in definitions.OfType<UnionDefinition>().Where(u => !u.IsDegraded && u.Base is null))
        {
            NameDiscriminators(union, definitions);
        }

        foreach (var record in definitions.OfType<RecordDefinition>())
        {
            NameMembers(record);
        }
    }

    private static void NameDiscriminators(UnionDefinition root, IReadOnlyList<TypeDefinition> definitions)
    {
        var family = definitions.Where(d => d == root || d.Base?.Lineage.Contains(root) == true).ToList();
        var unions = family.OfType<UnionDefinition>().Where(u => !u.IsDegraded).OrderBy(u => u.Lineage.Count()).ToList();
        var taken = new HashSet<string>([.. Record, .. s_called, "Json"], StringComparer.Ordinal);
        taken.UnionWith(family.Select(d => d.Name));
        taken.UnionWith(unions.Select(u => u.UnknownName));
        taken.UnionWith(unions.SelectMany(u => u.Lifted).Select(l => l.Name));
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var union in unions.Where(u => u.Discriminator is not null))
        {
            if (!known.TryGetValue(union.Discriminator!, out var name))
            {
                known[union.Discriminator!] = name = Identifier.Claim(Identifier.Pascal(union.Discriminator!), taken);
            }

            union.DiscriminatorName = name;
        }
    }

    private static void NameMembers(RecordDefinition record)
    {
        var unions = record.Base?.Lineage.ToList() ?? [];
        var taken = new HashSet<string>([.. Record, .. s_called, record.Name], StringComparer.Ordinal);
        taken.UnionWith(unions.SelectMany(u => u.Lifted).Select(l => l.Name));
        taken.UnionWith(unions.Select(u => u.DiscriminatorName).OfType<string>());
        foreach (var member in record.Members)
        {
            member.Name = unions.Find(u => u.Discriminator == member.WireName)?.DiscriminatorName
                ?? unions.SelectMany(u => u.Lifted).FirstOrDefault(l => l.Path is [var own] && own == member.WireName)?.Name
                ?? Identifier.Claim(member.Name, taken);
        }
    }
}
