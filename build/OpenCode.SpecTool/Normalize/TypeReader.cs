using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Reads schemas into types: named schemas once, and inline schemas once for each shape and kin.</summary>
public sealed class TypeReader
{
    private readonly JObject _document;
    private readonly JObject _schemas;
    private readonly Overlays _overlays;
    private readonly Warnings _warnings;
    private readonly UnionReader _unions;
    private readonly EnumReader _enums;
    private readonly RecordReader _records;
    private readonly Dictionary<string, TypeUse> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeUse> _inline = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _shapeNames = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> _schemasByShape;
    private readonly List<TypeDefinition> _definitions = [];

    public TypeReader(JObject document, Overlays overlays, Warnings warnings)
    {
        _document = document;
        _schemas = OpenApi.Schemas(document);
        _overlays = overlays;
        _warnings = warnings;
        _enums = new EnumReader(this, warnings);
        _records = new RecordReader(this);
        _unions = new UnionReader(this, _enums, warnings);
        _schemasByShape = _schemas.Properties()
            .Where(p => p.Value is JObject schema && MakesType(schema))
            .ToLookup(p => Shape.Key((JObject)p.Value), p => p.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<TypeDefinition> Definitions => _definitions;

    /// <summary>The representation of each schema of the document.</summary>
    public IReadOnlyDictionary<string, TypeUse> Named => _named;

    /// <summary>Gives every inline schema with the shape at <paramref name="path"/> the same name.</summary>
    public void NameShape(string path, string name)
    {
        if (SchemaPath.Find(_document, path) is not { } schema)
        {
            _overlays.ReportUnmatched($"name {path}");
            return;
        }

        _shapeNames[Shape.Key(schema)] = name;
    }

    public void ReadAll()
    {
        foreach (var schema in _schemas.Properties())
        {
            Reference(schema.Name);
        }
    }

    public TypeUse Reference(string schema)
    {
        if (_named.TryGetValue(schema, out var known))
        {
            return known;
        }

        if (_schemas[schema] is not JObject content)
        {
            _warnings.Add(schema, "is referenced but not defined; read as free-form JSON");
            return TypeUse.Any;
        }

        var name = SchemaName(schema);
        var twin = _schemasByShape[Shape.Key(content)].FirstOrDefault(s => s != schema && _named.ContainsKey(s) && SchemaName(s) == name);
        if (twin is not null)
        {
            return _named[schema] = _named[twin];
        }

        if (IsNumbered(schema))
        {
            _warnings.Add(schema, $"is called {name} because there is no better name; name it in an overlay");
        }

        if (!_underWay.Add(schema))
        {
            _warnings.Add(schema, "consists of itself; read as free-form JSON");
            return TypeUse.Any;
        }

        var place = new Place(schema, new NameHint(name, IsFixed: true), schema);
        return Read(content, place, define: use => _named[schema] = use, isDocumentSchema: true);
    }

    public TypeUse Read(JObject schema, Place place)
    {
        if (OpenApi.Reference(schema) is { } name)
        {
            return Nullable(Reference(name), schema);
        }

        if (!MakesType(schema))
        {
            return Read(schema, place, define: static _ => { }, isDocumentSchema: false);
        }

        var shape = Shape.Key(schema);
        _shapeNames.TryGetValue(shape, out var fixedName);
        if (EqualSchema(shape, place, fixedName) is { } equal)
        {
            return Nullable(Reference(equal), schema);
        }

        var part = _overlays.PartName(place.Path);
        var key = fixedName is not null ? $"{shape} {fixedName}" : $"{shape} {part ?? place.Kin}";
        if (_inline.TryGetValue(key, out var known))
        {
            AddHint(known, place.Hint);
            return Nullable(known, schema);
        }

        var hint = fixedName is not null ? new NameHint(fixedName, IsFixed: true)
            : part is not null ? new NameHint(part, IsPreferred: true)
            : place.Hint;
        var use = Read(schema, place with { Hint = hint }, define: u => _inline[key] = u, isDocumentSchema: false);
        if (part is not null)
        {
            AddHint(use, place.Hint);
        }

        return use;
    }

    /// <summary>Registers a definition before its parts are read, so that a schema can contain itself.</summary>
    internal T Define<T>(T definition, JObject schema, Place place, Action<TypeUse> define)
        where T : TypeDefinition
    {
        definition.Description = (string?)schema["description"];
        definition.Hints.Add(place.Hint);
        _definitions.Add(definition);
        define(TypeUse.Of(definition));
        return definition;
    }

    /// <summary>Returns the existing union with exactly the same variants; null if there is none.</summary>
    internal UnionDefinition? Twin(UnionDefinition union) => _definitions
        .OfType<UnionDefinition>()
        .FirstOrDefault(u => u != union && u.Variants.Count == union.Variants.Count && u.Variants.ToHashSet().SetEquals(union.Variants));

    internal JObject? Content(string schema) => _schemas[schema] as JObject;

    internal void Discard(TypeDefinition definition) => _definitions.Remove(definition);

    private static bool MakesType(JObject schema) =>
        schema["allOf"] is null
        && (schema["anyOf"] is not null
            || schema["enum"] is JArray { Count: > 0 }
            || schema["properties"] is JObject { Count: > 0 });

    private static TypeUse Nullable(TypeUse use, JObject schema) =>
        (bool?)schema["nullable"] == true ? use with { Nullable = true } : use;

    private static void AddHint(TypeUse use, NameHint hint)
    {
        if (use.Definition is { IsDocumentSchema: false } definition && !definition.Hints.Contains(hint))
        {
            definition.Hints.Add(hint);
        }
    }

    /// <summary>
    /// Removes the number that the document adds to a schema whose name is already used, because the number has no meaning.
    /// </summary>
    private string SchemaName(string schema) =>
        IsNumbered(schema) ? _overlays.SchemaName(Stem(schema)) + "Alternative" : _overlays.SchemaName(schema);

    private bool IsNumbered(string schema) =>
        schema.Length > 0 && char.IsAsciiDigit(schema[^1]) && char.IsAsciiDigit(_overlays.SchemaName(schema)[^1]) && _schemas[Stem(schema)] is not null;

    private static string Stem(string schema) => schema.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    /// <summary>
    /// Returns the schema of the document that an inline schema repeats. Variants of unions always count as repetitions. In other
    /// places, the name must also contain that of the member, so that not every <c>{name: string}</c> is treated as the same
    /// type.
    /// </summary>
    private string? EqualSchema(string shape, Place place, string? fixedName)
    {
        var equal = _schemasByShape[shape].ToList();
        if (fixedName is not null)
        {
            return equal.Find(s => SchemaName(s) == fixedName);
        }

        return place.Path.Contains('|', StringComparison.Ordinal)
            ? equal.FirstOrDefault()
            : equal.Find(s => SchemaName(s).Contains(place.Hint.Suffix, StringComparison.Ordinal));
    }

    private TypeUse Read(JObject schema, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        TypeUse Done(TypeUse use)
        {
            use = Nullable(use, schema);
            define(use);
            return use;
        }

        if (OpenApi.Reference(schema) is { } name)
        {
            return Done(Reference(name));
        }

        if (schema["allOf"] is not null)
        {
            _warnings.Add(place.Path, "combines schemas that are not all objects with allOf; read as free-form JSON");
            return Done(TypeUse.Any);
        }

        if (schema["anyOf"] is not null && schema["properties"] is JObject { Count: > 0 })
        {
            _warnings.Add(place.Path, "has its own members in addition to alternatives; read as free-form JSON");
            return Done(TypeUse.Any);
        }

        if (schema["anyOf"] is JArray alternatives)
        {
            return Done(_unions.Read(schema, [.. alternatives.OfType<JObject>()], place, define, isDocumentSchema));
        }

        if (schema["enum"] is JArray { Count: > 0 } values)
        {
            return Done(_enums.Read(schema, values, place, define, isDocumentSchema));
        }

        switch ((string?)schema["type"] ?? (schema["properties"] is null ? null : "object"))
        {
            case "string":
                return Done(TypeUse.String);
            case "boolean":
                return Done(TypeUse.Boolean);
            case "integer" or "number":
                return Done(NumberKinds.Of(schema));
            case "array" when schema["items"] is JObject items:
                return Done(TypeUse.List(Read(items, place.Element())));
            case "array":
                return Done(TypeUse.List(TypeUse.Any));
            case "object" when schema["properties"] is JObject { Count: > 0 } properties:
                return Nullable(_records.Read(schema, properties, place, define, isDocumentSchema), schema);
            case "object" when schema["additionalProperties"] is JObject additional:
                return Done(TypeUse.Map(Read(additional, place.Value())));
            case "object" or null:
                return Done(TypeUse.Any);
            case var type:
                _warnings.Add(place.Path, $"has the unknown type {type}; read as free-form JSON");
                return Done(TypeUse.Any);
        }
    }
}
