using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Reads an <c>enum</c> as an open enum of strings, or as the simple type of its values.</summary>
public sealed class EnumReader(TypeReader types, Warnings warnings)
{
    public TypeUse Read(JObject schema, JArray values, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        if (values.All(v => v.Type == JTokenType.Boolean))
        {
            return TypeUse.Boolean;
        }

        if (values.All(v => v.Type is JTokenType.Integer or JTokenType.Float))
        {
            return NumberKinds.Of(schema);
        }

        if (!values.All(v => v.Type == JTokenType.String))
        {
            warnings.Add(place.Path, "is an enum of mixed types; read as free-form JSON");
            return TypeUse.Any;
        }

        return Define(values.Values<string>()!, schema, place, define, isDocumentSchema);
    }

    /// <summary>Returns an open enum, or plain text if no values are known.</summary>
    public TypeUse Define(IEnumerable<string> values, JObject schema, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        var known = values.Distinct().ToList();
        if (known.Count == 0)
        {
            return TypeUse.String;
        }

        var definition = types.Define(new EnumDefinition { Source = place.Path, IsDocumentSchema = isDocumentSchema }, schema, place, define);
        definition.Values.AddRange(known);
        return TypeUse.Of(definition);
    }
}
