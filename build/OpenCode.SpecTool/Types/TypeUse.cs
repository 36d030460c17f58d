namespace OpenCode.SpecTool.Types;

public enum WireKind
{
    String,
    Boolean,
    Integer,
    Number,

    /// <summary>A number that can also be one of the strings <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</summary>
    LooseNumber,

    /// <summary>An amount of money, or a price.</summary>
    Money,

    /// <summary>A point in time, as milliseconds since 1970.</summary>
    Time,

    /// <summary>A duration in milliseconds.</summary>
    Milliseconds,

    /// <summary>A duration in seconds.</summary>
    Seconds,

    /// <summary>Free-form JSON.</summary>
    Any,
    List,
    Map,
    Named,
}

/// <summary>The use of a type in one place: a member, an element of a list, or a body.</summary>
public sealed record TypeUse(WireKind Kind)
{
    public static TypeUse String { get; } = new(WireKind.String);

    public static TypeUse Boolean { get; } = new(WireKind.Boolean);

    public static TypeUse Integer { get; } = new(WireKind.Integer);

    public static TypeUse Number { get; } = new(WireKind.Number);

    public static TypeUse LooseNumber { get; } = new(WireKind.LooseNumber);

    public static TypeUse Any { get; } = new(WireKind.Any);

    public TypeUse? Item { get; private init; }

    public TypeDefinition? Definition { get; private init; }

    public bool Nullable { get; init; }

    public static TypeUse List(TypeUse item) => new(WireKind.List) { Item = item };

    public static TypeUse Map(TypeUse item) => new(WireKind.Map) { Item = item };

    public static TypeUse Of(WireKind kind) => new(kind);

    public static TypeUse Of(TypeDefinition definition) => new(WireKind.Named) { Definition = definition };

    /// <summary>Whether the type is a union that is represented as a JSON element.</summary>
    public bool IsDegraded => Definition is UnionDefinition { IsDegraded: true };

    public bool IsValueType => Kind switch
    {
        WireKind.String or WireKind.List or WireKind.Map => false,
        WireKind.Named => Definition is EnumDefinition,
        _ => true,
    };
}
