using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Reads an object with members of its own into a record.</summary>
public sealed class RecordReader(TypeReader types, Warnings warnings)
{
    public TypeUse Read(JObject schema, JObject properties, Place place, Action<TypeUse> define, bool isDocumentSchema)
    {
        var record = types.Define(new RecordDefinition { Source = place.Path, IsDocumentSchema = isDocumentSchema }, schema, place, define);
        var required = (schema["required"] as JArray)?.Values<string>().ToHashSet() ?? [];
        foreach (var property in properties.Properties())
        {
            if (!Identifier.IsPlain(property.Name))
            {
                warnings.Add(place.Path, $"has the member {property.Name}, which no name can be made of; it is kept as an additional one");
                continue;
            }

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
        var isConstant = required && values is [{ Type: JTokenType.String } only] && Identifier.IsPlain((string)only!);
        return new Member
        {
            WireName = property.Name,
            Name = Identifier.Pascal(property.Name),
            Type = isConstant ? TypeUse.String : types.Read(schema, Place.Member(ownerPath, record, property.Name)),
            Required = required,
            Constant = isConstant ? (string?)values![0] : null,
            Literals = required && values is not null ? [.. values.Select(Literal).Where(Identifier.IsPlain)] : [],
            Description = (string?)schema["description"],
            IsDeprecated = (bool?)schema["deprecated"] == true,
        };
    }

    private static string Literal(JToken value) => value.Type == JTokenType.Boolean ? ((bool)value ? "true" : "false") : value.ToString();
}
