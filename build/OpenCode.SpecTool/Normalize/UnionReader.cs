using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Reads an <c>anyOf</c> as an open enum, a union of records, a carrier of several JSON kinds, or a simpler type.
/// </summary>
public sealed class UnionReader(TypeReader types, EnumReader enums, Warnings warnings)
{
    private static readonly HashSet<string> s_specialNumbers = ["NaN", "Infinity", "-Infinity"];

    private readonly HashSet<TypeDefinition> _underWay = [];

    public TypeUse Read(JObject schema, List<JObject> alternatives, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        if (alternatives.All(IsText))
        {
            return ReadTexts(schema, alternatives, place, define, isDocumentSchema);
        }

        if (alternatives.Exists(a => (string?)a["type"] == "number") && alternatives.All(a => (string?)a["type"] == "number" || IsSpecialNumber(a)))
        {
            return NumberKinds.IsDeclared(schema) ? NumberKinds.Of(schema) : TypeUse.LooseNumber;
        }

        var uses = alternatives
            .Select((alternative, index) => (Kind: JsonKind(alternative), Alternative: alternative, Index: index))
            .ToList();
        if (uses.Exists(u => u.Kind is null))
        {
            warnings.Add(place.Path, "allows any JSON in addition to other alternatives; read as free-form JSON");
            return TypeUse.Any;
        }

        return uses.TrueForAll(u => u.Kind == "Object")
            ? ReadObjects(schema, alternatives, place, define, isDocumentSchema)
            : ReadCarrier(schema, uses.ToLookup(u => u.Kind!, u => u.Alternative, StringComparer.Ordinal), place, define, isDocumentSchema);
    }

    /// <summary>Reads known strings together with "any string" as an open enum. All enums are open here.</summary>
    private TypeUse ReadTexts(JObject schema, List<JObject> alternatives, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        var values = alternatives.SelectMany(a => (Resolve(a)["enum"] as JArray)?.Values<string>() ?? []).OfType<string>();
        return enums.Define(values, schema, place, define, isDocumentSchema);
    }

    private TypeUse ReadObjects(JObject schema, List<JObject> alternatives, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        if (alternatives.Exists(a => Resolve(a)["properties"] is null && Resolve(a)["anyOf"] is null))
        {
            warnings.Add(place.Path, "is a union of records and a map; read as free-form JSON");
            return TypeUse.Any;
        }

        var union = types.Define(new UnionDefinition { Source = place.Path, IsDocumentSchema = isDocumentSchema }, schema, place, define);
        _underWay.Add(union);
        for (var i = 0; i < alternatives.Count; i++)
        {
            // The path contains the position. The hint contains the text that distinguishes the variant from its siblings.
            var suffix = OpenApi.Reference(alternatives[i]) is null ? VariantSuffix(alternatives, i) : "";
            var variant = new Place($"{place.Path}|{i}", new NameHint(suffix, union), $"{place.Path}|{i}");
            var read = types.Read(alternatives[i], variant).Definition;
            if (read is not (RecordDefinition or UnionDefinition) || _underWay.Contains(read))
            {
                warnings.Add($"{place.Path}|{i}", "is an alternative that does not define its own object; such objects are read as unknown variants");
            }
            else if (!union.Variants.Contains(read))
            {
                union.Variants.Add(read);
            }
        }

        _underWay.Remove(union);
        if (union.Variants.Count == 0)
        {
            types.Discard(union);
            define(TypeUse.Any);
            return TypeUse.Any;
        }

        if (types.Twin(union) is not { } twin)
        {
            return TypeUse.Of(union);
        }

        types.Discard(union);
        return TypeUse.Of(twin);
    }

    private TypeUse ReadCarrier(JObject schema, ILookup<string, JObject> kinds, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        var carrier = types.Define(new CarrierDefinition { Source = place.Path, IsDocumentSchema = isDocumentSchema }, schema, place, define);
        foreach (var kind in kinds)
        {
            var alternatives = kind.ToList();
            var whole = alternatives.Count == 1 ? alternatives[0] : new JObject { ["anyOf"] = new JArray(alternatives) };
            var at = new Place($"{place.Path}|{kind.Key}", new NameHint(kind.Key, carrier), $"{place.Kin}|{kind.Key}");
            carrier.Alternatives[kind.Key] = kind.Key switch
            {
                "Boolean" => TypeUse.Boolean,
                "Number" => alternatives.Count == 1 ? NumberKinds.Of(Resolve(alternatives[0])) : TypeUse.Number,
                "Array" when alternatives.Count > 1 => TypeUse.List(TypeUse.Any),
                _ => types.Read(whole, at),
            };
        }

        return TypeUse.Of(carrier);
    }

    private JObject Resolve(JObject schema) => OpenApi.Resolve(schema, types.Content);

    private bool IsText(JObject schema) => JsonKind(schema) == "String";

    private static bool IsSpecialNumber(JObject schema) =>
        schema["enum"] is JArray values && values.All(v => s_specialNumbers.Contains(v.ToString()));

    private string? JsonKind(JObject schema) => JsonKind(schema, []);

    /// <summary>Returns the only JSON kind of an alternative; null if it allows several or any.</summary>
    private string? JsonKind(JObject schema, HashSet<JObject> within)
    {
        var resolved = Resolve(schema);
        if (resolved["anyOf"] is JArray nested)
        {
            // An alternative that refers back to itself adds no kind.
            if (!within.Add(resolved))
            {
                return null;
            }

            var kinds = nested.OfType<JObject>().Select(alternative => JsonKind(alternative, within)).Distinct().ToList();
            within.Remove(resolved);
            return kinds.Count == 1 ? kinds[0] : null;
        }

        return (string?)resolved["type"] switch
        {
            "string" => "String",
            "boolean" => "Boolean",
            "integer" or "number" => "Number",
            "array" => "Array",
            "object" => "Object",
            _ => resolved["properties"] is null ? null : "Object",
        };
    }

    /// <summary>Returns the constant that identifies an inline variant, or a member that only this variant requires.</summary>
    private string VariantSuffix(List<JObject> alternatives, int index)
    {
        static IEnumerable<string> Required(JObject schema) => (schema["required"] as JArray ?? []).Values<string>().OfType<string>();

        var schema = alternatives[index];
        var constant = Required(schema)
            .Select(name => schema["properties"]?[name])
            .FirstOrDefault(p => p?["enum"] is JArray { Count: 1 });
        if (constant is not null && constant["enum"]![0]!.Type == JTokenType.String)
        {
            return Identifier.Pascal((string)constant["enum"]![0]!);
        }

        var others = alternatives.Where((_, i) => i != index).SelectMany(a => Required(Resolve(a))).ToHashSet();
        var own = Required(schema).FirstOrDefault(name => !others.Contains(name)) ?? Required(schema).FirstOrDefault();
        return own is null ? "Other" : Identifier.Pascal(own);
    }
}
