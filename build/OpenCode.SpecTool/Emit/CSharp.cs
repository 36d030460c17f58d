using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Types, readers and writers as C# text.</summary>
public static class CSharp
{
    public static string Type(TypeUse use) => NonNullable(use) + (use.Nullable ? "?" : "");

    public static string NonNullable(TypeUse use) => use.Kind switch
    {
        WireKind.String => "string",
        WireKind.Boolean => "bool",
        WireKind.Integer => "long",
        WireKind.Number or WireKind.LooseNumber => "double",
        WireKind.Any => "JsonElement",
        WireKind.List => $"IReadOnlyList<{Type(use.Item!)}>",
        WireKind.Map => $"IReadOnlyDictionary<string, {Type(use.Item!)}>",
        _ => IsDegraded(use) ? "JsonElement" : use.Definition!.Name,
    };

    public static bool IsValueType(TypeUse use) => use.IsValueType || IsDegraded(use);

    /// <summary>An expression that reads a value the reader stands on; null has been dealt with.</summary>
    public static string Read(TypeUse use, string reader = "reader") => use.Kind switch
    {
        WireKind.List => $"JsonRead.List(ref {reader}, {Reader(use.Item!)})",
        WireKind.Map => $"JsonRead.Map(ref {reader}, {Reader(use.Item!)})",
        WireKind.Named when !IsDegraded(use) => $"{use.Definition!.Expression}.ReadFrom(ref {reader})",
        _ => $"JsonRead.{Scalar(use)}(ref {reader})",
    };

    /// <summary>An expression that reads a value, null included where it may be null.</summary>
    public static string ReadNullable(TypeUse use, string reader = "reader") =>
        use.Nullable ? $"{reader}.TokenType == JsonTokenType.Null ? ({Type(use)})null : {Read(use, reader)}" : Read(use, reader);

    /// <summary>A delegate that reads a value, null included where it may be null.</summary>
    public static string Reader(TypeUse use)
    {
        if (use.Nullable)
        {
            return $"static (ref Utf8JsonReader item) => {ReadNullable(use, "item")}";
        }

        return use.Kind switch
        {
            WireKind.List or WireKind.Map => $"static (ref Utf8JsonReader item) => {Read(use, "item")}",
            WireKind.Named when !IsDegraded(use) => $"{use.Definition!.Expression}.ReadFrom",
            _ => $"JsonRead.{Scalar(use)}",
        };
    }

    /// <summary>A statement, without its semicolon, that writes a value that is not null.</summary>
    public static string Write(TypeUse use, string value, string writer = "writer") => use.Kind switch
    {
        WireKind.List => $"JsonWrite.List({writer}, {value}, {Writer(use.Item!)})",
        WireKind.Map => $"JsonWrite.Map({writer}, {value}, {Writer(use.Item!)})",
        WireKind.Named when !IsDegraded(use) => $"{value}.WriteTo({writer})",
        _ => $"JsonWrite.{Scalar(use)}({writer}, {value})",
    };

    /// <summary>Statements, the last without its semicolon, that write a value, null included where it may be null.</summary>
    public static string WriteNullable(TypeUse use, string value, string writer = "writer") =>
        use.Nullable
            ? $"if ({value} is null) {{ {writer}.WriteNullValue(); }} else {{ {Write(use, IsValueType(use) ? value + ".Value" : value, writer)}; }}"
            : Write(use, value, writer);

    /// <summary>A delegate that writes a value, null included where it may be null.</summary>
    public static string Writer(TypeUse use)
    {
        if (use.Nullable)
        {
            return $"static (inner, item) => {{ {WriteNullable(use, "item", "inner")}; }}";
        }

        return use.Kind switch
        {
            WireKind.List or WireKind.Map => $"static (inner, item) => {Write(use, "item", "inner")}",
            WireKind.Named when !IsDegraded(use) => "JsonWrite.Model",
            _ => $"JsonWrite.{Scalar(use)}",
        };
    }

    /// <summary>The value as it goes into a URL.</summary>
    public static string Url(TypeUse use, string value) => use.Kind switch
    {
        WireKind.Boolean => $"UrlValue.Boolean({value})",
        WireKind.Integer => $"UrlValue.Integer({value})",
        WireKind.Number or WireKind.LooseNumber => $"UrlValue.Number({value})",
        WireKind.Named => $"{value}.Value",
        _ => value,
    };

    private static bool IsDegraded(TypeUse use) => use.Definition is UnionDefinition { IsDegraded: true };

    private static string Scalar(TypeUse use) => use.Kind == WireKind.Named ? nameof(WireKind.Any) : use.Kind.ToString();
}
