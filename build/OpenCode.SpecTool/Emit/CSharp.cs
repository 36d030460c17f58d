using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Generates types, readers and writers as C# text.</summary>
public static class CSharp
{
    public static string Type(TypeUse use) => NonNullable(use) + (use.Nullable ? "?" : "");

    public static string NonNullable(TypeUse use) => use.Kind switch
    {
        WireKind.String => "string",
        WireKind.Boolean => "bool",
        WireKind.Integer => "long",
        WireKind.Number or WireKind.LooseNumber => "double",
        WireKind.Money => "decimal",
        WireKind.Time => "DateTimeOffset",
        WireKind.Milliseconds or WireKind.Seconds => "TimeSpan",
        WireKind.Any => "JsonElement",
        WireKind.List => $"IReadOnlyList<{Type(use.Item!)}>",
        WireKind.Map => $"IReadOnlyDictionary<string, {Type(use.Item!)}>",
        _ => use.IsDegraded ? "JsonElement" : use.Definition!.Name,
    };

    public static bool IsValueType(TypeUse use) => use.IsValueType || use.IsDegraded;

    /// <summary>
    /// Returns a condition for whether the current value of the reader has the type. For a number, the condition also reads it
    /// into <c>number</c>.
    /// </summary>
    public static string Fits(TypeUse use, string number) => use.Kind switch
    {
        WireKind.String => IsToken("String"),
        WireKind.Boolean => "reader.TokenType is JsonTokenType.True or JsonTokenType.False",
        WireKind.List => IsToken("StartArray"),
        WireKind.Map => IsToken("StartObject"),
        WireKind.Any => "true",
        WireKind.Named => use.IsDegraded ? "true" : use.Definition switch
        {
            EnumDefinition => IsToken("String"),
            CarrierDefinition => "true",
            _ => IsToken("StartObject"),
        },
        _ => $"JsonNumber.Try{use.Kind}(ref reader, out var {number})",
    };

    /// <summary>Returns an expression that reads a value after <see cref="Fits"/> was true.</summary>
    public static string ReadFitting(TypeUse use, string number) => IsNumber(use) ? number : Read(use);

    /// <summary>Returns the expected kind of value for messages.</summary>
    public static string Expected(TypeUse use) => use.Kind switch
    {
        WireKind.Boolean => "a boolean",
        WireKind.Integer => "a whole number",
        WireKind.Number or WireKind.LooseNumber => "a number",
        WireKind.Money => "an amount",
        WireKind.Time => "a time in milliseconds since 1970",
        WireKind.Milliseconds => "a duration in milliseconds",
        WireKind.Seconds => "a duration in seconds",
        WireKind.List => "an array",
        WireKind.String => "a string",
        WireKind.Named when use.Definition is EnumDefinition => "a string",
        _ => "an object",
    };

    /// <summary>
    /// Returns the stand-in for a required member that is missing or can't be read. If the reader completes objects, it is a
    /// valid value.
    /// </summary>
    public static string StandIn(TypeUse use) => use.Kind switch
    {
        WireKind.String => "\"\"",
        WireKind.List => "[]",
        WireKind.Map => $"new Dictionary<string, {Type(use.Item!)}>(StringComparer.Ordinal)",
        WireKind.Time => "JsonMember.Absent(reading, JsonMember.Epoch)",
        WireKind.Any => "JsonMember.Absent(reading, JsonMember.Null)",
        WireKind.Named => use.IsDegraded ? "JsonMember.Absent(reading, JsonMember.Null)" : use.Definition switch
        {
            EnumDefinition known => $"JsonMember.Absent(reading, new {known.Expression}({Literal.Text(known.Values[0])}))",
            CarrierDefinition carrier => $"JsonMember.AbsentValue(reading, {carrier.Expression}.ReadFrom, {Literal.Text(SmallestJson(carrier))}u8)",
            UnionDefinition union => $"JsonMember.Absent<{union.Expression}>(reading, {union.Expression}.ReadFrom, {FirstVariant(union).Expression}.ReadFrom)",
            var model => $"JsonMember.Absent(reading, {model!.Expression}.ReadFrom)",
        },
        _ => "default",
    };

    /// <summary>
    /// Returns an expression that reads the current value of the reader. The code before it has already handled null.
    /// </summary>
    public static string Read(TypeUse use, string reader = "reader") => use.Kind switch
    {
        WireKind.List => $"JsonCollection.ReadList(ref {reader}, {Reader(use.Item!)}, reading)",
        WireKind.Map => $"JsonCollection.ReadMap(ref {reader}, {Reader(use.Item!)}, reading)",
        WireKind.Named when !use.IsDegraded => $"{use.Definition!.Expression}.ReadFrom(ref {reader}, reading)",
        _ => $"JsonRead.{Scalar(use)}(ref {reader})",
    };

    /// <summary>Returns an expression that reads a value, including null if the type is nullable.</summary>
    public static string ReadNullable(TypeUse use, string reader = "reader") =>
        use.Nullable ? $"{reader}.TokenType == JsonTokenType.Null ? ({Type(use)})null : {Read(use, reader)}" : Read(use, reader);

    /// <summary>Returns a delegate that reads a value, including null if the type is nullable.</summary>
    public static string Reader(TypeUse use) =>
        use is { Nullable: false, Kind: WireKind.Named } && !use.IsDegraded
            ? $"{use.Definition!.Expression}.ReadFrom"
            : $"static (ref Utf8JsonReader item, JsonReading? reading) => {ReadNullable(use, "item")}";

    /// <summary>Returns an expression that compares two values of the type.</summary>
    public static string Same(TypeUse use, string one, string other) => use.Kind switch
    {
        WireKind.List or WireKind.Map => $"ModelEquality.{use.Kind}({one}, {other}, {Comparison(use.Item!)})",
        WireKind.Any => $"ModelEquality.Json({one}, {other})",
        WireKind.Named when use.IsDegraded => $"ModelEquality.Json({one}, {other})",
        _ => $"{one} == {other}",
    };

    /// <summary>Returns a statement, without its semicolon, that writes a value that is not null.</summary>
    public static string Write(TypeUse use, string value, string writer = "writer") => use.Kind switch
    {
        WireKind.List => $"JsonCollection.WriteList({writer}, {value}, {Writer(use.Item!)})",
        WireKind.Map => $"JsonCollection.WriteMap({writer}, {value}, {Writer(use.Item!)})",
        WireKind.Named when !use.IsDegraded => $"{value}.WriteTo({writer})",
        _ => $"JsonWrite.{Scalar(use)}({writer}, {value})",
    };

    /// <summary>
    /// Returns statements, the last without its semicolon, that write a value, including null if the type is nullable.
    /// </summary>
    public static string WriteNullable(TypeUse use, string value, string writer = "writer") =>
        use.Nullable
            ? $"if ({value} is null) {{ {writer}.WriteNullValue(); }} else {{ {Write(use, IsValueType(use) ? value + ".Value" : value, writer)}; }}"
            : Write(use, value, writer);

    /// <summary>Returns a delegate that writes a value, including null if the type is nullable.</summary>
    public static string Writer(TypeUse use)
    {
        if (use.Nullable)
        {
            return $"static (inner, item) => {{ {WriteNullable(use, "item", "inner")}; }}";
        }

        return use.Kind switch
        {
            WireKind.List or WireKind.Map => $"static (inner, item) => {Write(use, "item", "inner")}",
            WireKind.Named when !use.IsDegraded => "JsonWrite.Model",
            _ => $"JsonWrite.{Scalar(use)}",
        };
    }

    /// <summary>Returns an expression that converts the value for a URL.</summary>
    /// <param name="use">The type of the value.</param>
    /// <param name="value">The value.</param>
    /// <param name="name">The name of the parameter or property for exceptions.</param>
    public static string Url(TypeUse use, string value, string name) => use.Kind switch
    {
        WireKind.Boolean => $"UrlValue.Boolean({value})",
        WireKind.Integer => $"UrlValue.Integer({value})",
        WireKind.Number or WireKind.LooseNumber => $"UrlValue.Number({value})",
        WireKind.Money => $"UrlValue.Decimal({value})",
        WireKind.Time => $"UrlValue.Decimal(JsonNumber.FromTime({value}))",
        WireKind.Milliseconds or WireKind.Seconds => $"UrlValue.Decimal(JsonNumber.From{use.Kind}({value}))",
        WireKind.Named => $"UrlValue.Text({value}.Value, nameof({name}))",
        _ => $"UrlValue.Text({value}, nameof({name}))",
    };

    /// <summary>Returns a delegate that compares two values of the type.</summary>
    private static string Comparison(TypeUse use) => $"static (one, other) => {Same(use, "one", "other")}";

    private static string IsToken(string type) => $"reader.TokenType == JsonTokenType.{type}";

    private static bool IsNumber(TypeUse use) => use.Kind
        is WireKind.Integer or WireKind.Number or WireKind.LooseNumber or WireKind.Money or WireKind.Time or WireKind.Milliseconds or WireKind.Seconds;

    private static string Scalar(TypeUse use) => use.Kind == WireKind.Named ? nameof(WireKind.Any) : use.Kind.ToString();

    private static string SmallestJson(CarrierDefinition carrier) => carrier.Alternatives.First().Key switch
    {
        "Array" => "[]",
        "Boolean" => "false",
        "Number" => "0",
        "String" => "\"\"",
        _ => "{}",
    };

    /// <summary>Returns the first record of a union, or the union itself if it has none.</summary>
    private static TypeDefinition FirstVariant(UnionDefinition union) => union.Variants.Find(v => v is not UnionDefinition { IsDegraded: true }) switch
    {
        UnionDefinition inner => FirstVariant(inner),
        var variant => variant ?? union,
    };
}
