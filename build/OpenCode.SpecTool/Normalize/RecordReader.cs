using System.Globalization;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Reads an object with its own members into a record.</summary>
public sealed class RecordReader(TypeReader types)
{
    public TypeUse Read(JObject schema, JObject properties, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        var record = types.Define(new RecordDefinition { Source = place.Path, IsDocumentSchema = isDocumentSchema }, schema, place, define);
        var required = (schema["required"] as JArray)?.Values<string>().ToHashSet() ?? [];
        foreach (var property in properties.Properties())
        {
            record.Members.Add(ReadMember(record, place.Path, property, required.Contains(property.Name)));
        }

        if (schema["additionalProperties"] is JObject additional)
        {
            record.AdditionalMembers = types.Read(additional, Place.Member(place.Path, record, "additional").Value());
        }

        return TypeUse.Of(record);
    }

    private Member ReadMember(RecordDefinition record, string ownerPath, JProperty property, bool required)
    {
        var schema = (JObject)property.Value;
        var values = schema["enum"] as JArray;
        var isConstant = required && values is [{ Type: JTokenType.String }];
        return new Member
        {
            WireName = property.Name,
            Name = Identifier.Pascal(property.Name),
            Type = isConstant ? TypeUse.String : types.Read(schema, Place.Member(ownerPath, record, property.Name)),
            Required = required,
            Constant = isConstant ? (string?)values![0] : null,
            Literals = required && values is not null ? Literals(values) : [],
            Description = (string?)schema["description"],
            IsDeprecated = (bool?)schema["deprecated"] == true,
        };
    }

    /// <summary>Returns the texts that readers compare with; empty if one of the values has no text.</summary>
    private static List<string> Literals(JArray values)
    {
        var literals = values.Select(Literal).OfType<string>().Distinct().ToList();
        return values.All(v => v is JValue) ? literals : [];
    }

    /// <summary>Returns the same text for all notations of a whole number: 1, 1.0, 1e0.</summary>
    private static string? Literal(JToken value) => value.Type switch
    {
        JTokenType.Boolean => (bool)value ? "true" : "false",
        JTokenType.Float when Math.Truncate((double)value) == (double)value && Math.Abs((double)value) < long.MaxValue => ((long)(double)value).ToString(CultureInfo.InvariantCulture),
        JTokenType.String or JTokenType.Integer or JTokenType.Float => Convert.ToString(((JValue)value).Value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
