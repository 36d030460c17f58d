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

    /// <summary>The possible names of this type, in the order in which its places were found.</summary>
    public List<NameHint> Hints { get; } = [];

    public UnionDefinition? Base { get; set; }

    public string Name
    {
        get => _name ?? throw new InvalidOperationException($"{Source} does not have a name yet.");
        set => _name = value;
    }

    public bool HasName => _name is not null;

    /// <summary>Whether another member has the same name where code reads the type.</summary>
    public bool IsShadowed { get; set; }

    /// <summary>The type as a C# expression.</summary>
    public string Expression => IsShadowed ? "global::OpenCode.Models." + Name : Name;
}

/// <summary>A possible name for an inline type: the name of the owner, if there is one, followed by that of the member.</summary>
/// <param name="IsFixed">Whether the name was requested explicitly and takes precedence over other types.</param>
/// <param name="IsPreferred">Whether the name is preferred over a shorter one.</param>
public sealed record NameHint(string Suffix, TypeDefinition? Owner = null, bool IsFixed = false, bool IsPreferred = false);

/// <summary>An object with members.</summary>
public sealed class RecordDefinition : TypeDefinition
{
    public List<Member> Members { get; } = [];

    /// <summary>
    /// The type of members that the document does not name; free-form JSON if the document does not specify it.
    /// </summary>
    public TypeUse AdditionalMembers { get; set; } = TypeUse.Any;
}

public sealed class Member
{
    /// <summary>The endings of the names of members whose values are URLs.</summary>
    private static readonly string[] s_addressNames = ["url", "uri", "link"];

    public required string WireName { get; init; }

    public required string Name { get; set; }

    public required TypeUse Type { get; init; }

    public required bool Required { get; init; }

    /// <summary>The constant value of this member; null if it is not a constant.</summary>
    public string? Constant { get; init; }

    /// <summary>All texts that the document allows for a required member, if it lists them. They distinguish variants.</summary>
    public IReadOnlyList<string> Literals { get; init; } = [];

    public string? Description { get; set; }

    public bool IsDeprecated { get; init; }

    /// <summary>The text about the replacement or the deprecation; null if the member is not deprecated.</summary>
    public string? Replacement { get; set; }

    /// <summary>Whether the member identifies an object, so that it never gets a stand-in.</summary>
    public bool IsIdentity { get; set; }

    /// <summary>Whether the value must not be logged.</summary>
    public bool IsSecret { get; set; }

    /// <summary>Whether the value is a URL, which can contain a token.</summary>
    public bool IsAddress => Type.Kind == WireKind.String && s_addressNames.Any(name => WireName.EndsWith(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A string with some known values.</summary>
public sealed class EnumDefinition : TypeDefinition
{
    public List<string> Values { get; } = [];

    /// <summary>The documentation of the values that have any.</summary>
    public Dictionary<string, string> Descriptions { get; } = new(StringComparer.Ordinal);
}

/// <summary>One of several objects.</summary>
public sealed class UnionDefinition : TypeDefinition
{
    /// <summary>The records, and the unions that are variants of this union.</summary>
    public List<TypeDefinition> Variants { get; } = [];

    public List<UnionCase> Cases { get; } = [];

    /// <summary>
    /// The member that is a constant in every variant, if there is one. It becomes a property of the base class.
    /// </summary>
    public string? Discriminator { get; set; }

    /// <summary>The C# name of <see cref="Discriminator"/>, which is the same in all records of the union.</summary>
    public string? DiscriminatorName { get; set; }

    /// <summary>The nested members of the variants that the union exposes.</summary>
    public List<LiftedMember> Lifted { get; } = [];

    /// <summary>
    /// Whether the union overlaps with a larger one without being part of it. It can't be a base class and is read as free-form
    /// JSON.
    /// </summary>
    public bool IsDegraded { get; set; }

    /// <summary>The name of the unknown variant, which exists only if the union does.</summary>
    public string UnknownName => UnknownNameOf(Name);

    public static string UnknownNameOf(string union) => "Unknown" + union;

    /// <summary>The union itself and the unions that it belongs to, the closest first.</summary>
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

    /// <summary>All records, including those of unions that are variants.</summary>
    public IEnumerable<RecordDefinition> Records => Variants
        .SelectMany(v => v is UnionDefinition u ? u.Records : [(RecordDefinition)v])
        .Distinct();
}

/// <summary>A string or an integer that most variants of a union have at the same path, as a property of the union.</summary>
/// <param name="Name">The C# name of the property.</param>
/// <param name="Path">The JSON names on the path to the member.</param>
public sealed record LiftedMember(string Name, IReadOnlyList<string> Path)
{
    public string? Description { get; set; }
}

/// <summary>The path of a constant that distinguishes variants: a member, or a member of a member.</summary>
public sealed record MemberPath(string Outer, string? Inner = null)
{
    public IEnumerable<string> Names => Inner is null ? [Outer] : [Outer, Inner];

    public override string ToString() => string.Join('.', Names);
}

/// <summary>How a variant is identified: by a constant at a path or, without a constant, by its required members.</summary>
public sealed record UnionCase(TypeDefinition Variant, MemberPath? Path, string Value)
{
    public IReadOnlyList<string> RequiredMembers { get; init; } = [];
}

/// <summary>A value of one of several JSON kinds.</summary>
public sealed class CarrierDefinition : TypeDefinition
{
    /// <summary>The alternatives by JSON kind: String, Boolean, Number, Array, Object.</summary>
    public SortedDictionary<string, TypeUse> Alternatives { get; } = new(StringComparer.Ordinal);
}
