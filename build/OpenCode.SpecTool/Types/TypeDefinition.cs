namespace OpenCode.SpecTool.Types;

/// <summary>A C# type to be generated.</summary>
public abstract class TypeDefinition
{
    private string? _name;

    /// <summary>The schema's name in the document, or the path of an inline schema: <c>Owner.member</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Whether <see cref="Source"/> names a schema of the document.</summary>
    public bool IsDocumentSchema { get; init; }

    public string? Description { get; set; }

    /// <summary>The folder below <c>Models/</c>; empty for the folder itself.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The names this type could bear, in the order in which its places were met.</summary>
    public List<NameHint> Hints { get; } = [];

    public UnionDefinition? Base { get; set; }

    public string Name
    {
        get => _name ?? throw new InvalidOperationException($"{Source} has no name yet.");
        set => _name = value;
    }

    public bool HasName => _name is not null;

    /// <summary>Something else has its name where code reads it.</summary>
    public bool IsShadowed { get; set; }

    /// <summary>The type as an expression.</summary>
    public string Expression => IsShadowed ? "global::OpenCode.Models." + Name : Name;
}

/// <summary>A name for an inline type: the owner's name, if there is one, followed by the member's.</summary>
/// <param name="IsFixed">The name is asked for; anything else that wants it has to give way.</param>
/// <param name="IsPreferred">The name is better than a shorter one.</param>
public sealed record NameHint(string Suffix, TypeDefinition? Owner = null, bool IsFixed = false, bool IsPreferred = false);

/// <summary>An object with members.</summary>
public sealed class RecordDefinition : TypeDefinition
{
    public List<Member> Members { get; } = [];

    /// <summary>The type of members the document does not name; free-form where it says nothing.</summary>
    public TypeUse AdditionalMembers { get; set; } = TypeUse.Any;
}

public sealed class Member
{
    public required string WireName { get; init; }

    public required string Name { get; set; }

    public required TypeUse Type { get; init; }

    public required bool Required { get; init; }

    /// <summary>The one string this member always holds.</summary>
    public string? Constant { get; init; }

    /// <summary>All texts the document allows for a member that must be there, if it lists them; they tell variants apart.</summary>
    public IReadOnlyList<string> Literals { get; init; } = [];

    public string? Description { get; set; }

    public bool IsDeprecated { get; init; }

    /// <summary>What to use instead, or that it is deprecated; null if it is not.</summary>
    public string? Replacement { get; set; }

    /// <summary>An object without it can't be told from others, so it is never made up.</summary>
    public bool IsIdentity { get; set; }

    /// <summary>Nobody should read it in a log.</summary>
    public bool IsSecret { get; set; }
}

/// <summary>A string of which the document knows some values.</summary>
public sealed class EnumDefinition : TypeDefinition
{
    public List<string> Values { get; } = [];

    /// <summary>Documentation by value, where there is any.</summary>
    public Dictionary<string, string> Descriptions { get; } = new(StringComparer.Ordinal);
}

/// <summary>One of several objects.</summary>
public sealed class UnionDefinition : TypeDefinition
{
    /// <summary>Records, and unions that stand as one case here.</summary>
    public List<TypeDefinition> Variants { get; } = [];

    public List<UnionCase> Cases { get; } = [];

    /// <summary>The member every variant holds as a constant, if there is one: it becomes a property of the base.</summary>
    public string? Discriminator { get; set; }

    /// <summary>The C# name of <see cref="Discriminator"/>, which all records of the union have in common.</summary>
    public string? DiscriminatorName { get; set; }

    /// <summary>Members from inside the variants that the union offers itself.</summary>
    public List<LiftedMember> Lifted { get; } = [];

    /// <summary>A union that crosses a larger one without being part of it; it can't be a base and is read as free-form JSON.</summary>
    public bool IsDegraded { get; set; }

    /// <summary>What the variant is called that stands for all others; it is only there if the union is.</summary>
    public string UnknownName => UnknownNameOf(Name);

    public static string UnknownNameOf(string union) => "Unknown" + union;

    /// <summary>The union itself and those that it is part of, the closest first.</summary>
    public IEnumerable<UnionDefinition> Lineage
    {
        get
        {
            for (var union = this; union is not null; union = union.Base)
            {
                yield return union;
            }
        }
    }

    /// <summary>All records, with those of unions that are variants here.</summary>
    public IEnumerable<RecordDefinition> Records => Variants
        .SelectMany(v => v is UnionDefinition u ? u.Records : [(RecordDefinition)v])
        .Distinct();
}

/// <summary>A string or an integer that most variants of a union hold at the same path, as a property of the union.</summary>
/// <param name="Name">The C# name of the property.</param>
/// <param name="Path">Where it is, by names on the wire.</param>
public sealed record LiftedMember(string Name, IReadOnlyList<string> Path)
{
    public string? Description { get; set; }
}

/// <summary>Where a constant stands that tells variants apart: a member, or a member of a member.</summary>
public sealed record MemberPath(string Outer, string? Inner = null)
{
    public IEnumerable<string> Names => Inner is null ? [Outer] : [Outer, Inner];

    public override string ToString() => string.Join('.', Names);
}

/// <summary>How a variant is told from the others: by a constant at a path, or, without one, by members it must have.</summary>
public sealed record UnionCase(TypeDefinition Variant, MemberPath? Path, string Value)
{
    public IReadOnlyList<string> RequiredMembers { get; init; } = [];
}

/// <summary>A value of one of several JSON kinds.</summary>
public sealed class CarrierDefinition : TypeDefinition
{
    /// <summary>Alternatives by JSON kind: String, Boolean, Number, Array, Object.</summary>
    public SortedDictionary<string, TypeUse> Alternatives { get; } = new(StringComparer.Ordinal);
}
