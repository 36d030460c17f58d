using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalise;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>One C# type as a component of the normalised document.</summary>
public static class TypeSchema
{
    public static JObject Create(TypeDefinition definition)
    {
        var schema = definition switch
        {
            RecordDefinition record => Record(record),
            UnionDefinition union => Union(union),
            CarrierDefinition carrier => Carrier(carrier),
            EnumDefinition known => Enum(known),
            _ => throw new InvalidOperationException($"{definition.GetType()} has no schema."),
        };
        schema["x-class"] = definition.Name;
        schema["x-file"] = FileName.Of("Models", definition.Folder, definition.Name);
        schema["x-summary"] = definition.Description is { } description ? XmlDoc.Text(description) : DefaultSummary(definition);
        if (definition.Base is { } parent)
        {
            schema["x-base"] = parent.Name;
        }

        return schema;
    }

    /// <summary>The optional query parameters of an operation.</summary>
    public static JObject Query(Operation operation)
    {
        var schema = Object("query");
        schema["x-class"] = operation.QueryTypeName;
        schema["x-file"] = FileName.Of("Requests", "Queries", operation.QueryTypeName);
        schema["x-summary"] = $"The optional query parameters of {XmlDoc.Code(operation.Route)}.";
        schema["x-prints"] = operation.OptionalQuery.Exists(p => p.IsSecret);
        schema["properties"] = new JObject(operation.OptionalQuery.Select(p => new JProperty(Key(p.WireName, p.PropertyName), new JObject
        {
            ["x-name"] = p.PropertyName,
            ["x-type"] = CSharp.NonNullable(p.Type),
            ["x-template-name"] = Literal.Text(p.TemplateName),
            ["x-url"] = CSharp.Url(p.Type, "value"),
            ["x-print"] = p.IsSecret ? "PrintSecret" : "Print",
            ["x-summary"] = p.Description is null ? XmlDoc.Code(p.WireName) : XmlDoc.Text(p.Description),
        })));
        return schema;
    }

    /// <summary>What NSwag calls a property: its name on the wire if that is plain, or else the C# name, marked so that it is no other's.</summary>
    private static string Key(string wireName, string name) =>
        wireName.Length < 100 && wireName.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? wireName : name + "-";

    private static JObject Object(string kind) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["x-kind"] = kind,
    };

    private static string DefaultSummary(TypeDefinition definition) =>
        definition.IsDocumentSchema ? $"{XmlDoc.Code(definition.Source)} of the server's API." : XmlDoc.Code(definition.Source);

    private static JObject Record(RecordDefinition record)
    {
        var schema = Object("record");
        // Free-form JSON can be null by itself; of any other type, null is kept as such.
        var additional = record.AdditionalMembers.Kind == WireKind.Any ? record.AdditionalMembers : record.AdditionalMembers with { Nullable = true };
        schema["x-additional-type"] = CSharp.Type(additional);
        schema["x-additional-read"] = CSharp.ReadNullable(additional);
        schema["x-additional-write"] = CSharp.WriteNullable(additional, "member.Value");
        schema["x-additional-any"] = record.AdditionalMembers.Kind == WireKind.Any;
        schema["x-prints"] = record.Members.Exists(m => Print(m) != "Print");
        schema["x-lifted"] = new JArray(
            from lifted in Lifted(record.Base)
            let member = Find(record, lifted.Path)
            where member is not null && CSharp.NonNullable(member.Type) == LiftedType(Declaring(record.Base!, lifted), lifted)
            select $"{CSharp.NonNullable(member.Type)}|{lifted.Name}|{Access(record, lifted.Path)}");
        schema["properties"] = new JObject(record.Members.Select(m => new JProperty(Key(m.WireName, m.Name), MemberSchema(record, m))));
        return schema;
    }

    /// <summary>What a union and those it belongs to offer of their variants; the closest says where it is.</summary>
    private static IEnumerable<LiftedMember> Lifted(UnionDefinition? union) => Ancestors(union).SelectMany(u => u.Lifted).DistinctBy(l => l.Name);

    /// <summary>The largest union that offers a member, which says of what type it is.</summary>
    private static UnionDefinition Declaring(UnionDefinition union, LiftedMember lifted) => Ancestors(union).Last(u => u.Lifted.Exists(l => l.Name == lifted.Name));

    /// <summary>The string or integer at a path; null if there is none.</summary>
    private static Member? Find(RecordDefinition record, IEnumerable<string> path)
    {
        var member = record.Members.Find(m => m.WireName == path.First());
        var rest = path.Skip(1);
        return rest.Any() ? member?.Type.Definition is RecordDefinition inner ? Find(inner, rest) : null
            : member?.Type.Kind is WireKind.String or WireKind.Integer ? member
            : null;
    }

    /// <summary>How C# gets at a member that <see cref="Find"/> finds.</summary>
    private static string Access(RecordDefinition record, IEnumerable<string> path)
    {
        var member = record.Members.Find(m => m.WireName == path.First())!;
        var rest = path.Skip(1);
        return rest.Any() ? $"{member.Name}{(member.Required && !member.Type.Nullable ? "" : "?")}.{Access((RecordDefinition)member.Type.Definition!, rest)}" : member.Name;
    }

    private static JObject MemberSchema(RecordDefinition record, Member member)
    {
        var presence = Presence(record, member);
        var isValue = CSharp.IsValueType(member.Type);
        var schema = new JObject
        {
            ["x-name"] = member.Name,
            ["x-json-name"] = Literal.Text(member.WireName),
            ["x-local"] = "m" + member.Name,
            ["x-type"] = CSharp.NonNullable(member.Type),
            ["x-presence"] = presence,
            ["x-print"] = Print(member),
            ["x-read"] = CSharp.Read(member.Type),
            ["x-write"] = CSharp.Write(member.Type, presence is "optional" or "nullable" && isValue ? member.Name + ".Value" : member.Name),
            ["x-summary"] = member.Description is null ? XmlDoc.Code(member.WireName) : XmlDoc.Text(member.Description),
        };
        if (member.Constant is not null)
        {
            schema["x-constant"] = Literal.Text(member.Constant);
        }

        return schema;
    }

    /// <summary>Free-form JSON may hold anything, a provider's key too.</summary>
    private static string Print(Member member) =>
        member.IsSecret ? "PrintSecret" : Print(member.Type);

    private static string Print(TypeUse use) =>
        use.Kind == WireKind.Any || use.Definition is UnionDefinition { IsDegraded: true } ? "PrintJson" : "Print";

    private static string Presence(RecordDefinition record, Member member)
    {
        if (member.Constant is not null)
        {
            return Ancestors(record.Base).Any(u => u.Discriminator == member.WireName) ? "discriminator" : "constant";
        }

        return (member.Required, member.Type.Nullable) switch
        {
            (true, false) => "required",
            (true, true) => "nullable",
            _ => "optional",
        };
    }

    private static IEnumerable<UnionDefinition> Ancestors(UnionDefinition? union) => union?.Lineage ?? [];

    private static JObject Union(UnionDefinition union)
    {
        var schema = Object("union");
        schema["x-unknown"] = union.UnknownName;
        schema["x-unknown-file"] = FileName.Of("Models", union.Folder, union.UnknownName);
        if (union.Discriminator is { } own && Ancestors(union.Base).All(u => u.Discriminator != own))
        {
            schema["x-declares"] = Discriminator(union);
        }

        var discriminating = Ancestors(union).Where(u => u.Discriminator is not null).DistinctBy(u => u.Discriminator).ToList();
        schema["x-discriminators"] = new JArray(discriminating.Select(Discriminator));
        schema["x-discriminator-names"] = new JArray(discriminating.Select(u => Literal.Text(u.Discriminator!)));
        schema["x-lifted"] = new JArray(
            from lifted in union.Lifted
            where Lifted(union.Base).All(l => l.Name != lifted.Name)
            select $"{LiftedType(union, lifted)}|{lifted.Name}|{XmlDoc.Entry(string.Join('.', lifted.Path))}");
        schema["x-lifted-unknown"] = new JArray(
            from lifted in Lifted(union)
            let type = LiftedType(Declaring(union, lifted), lifted)
            select $"{type}|{lifted.Name}|{(type == "string" ? "Text" : "Whole")}(Json, {Literal.List(lifted.Path)})");
        schema["x-variants"] = new JArray(union.Variants.Where(v => v is not UnionDefinition { IsDegraded: true }).Select(v => v.Name));

        UnionCases.Describe(schema, union);
        return schema;
    }

    private static string LiftedType(UnionDefinition union, LiftedMember lifted) =>
        union.Records.Select(r => Find(r, lifted.Path)).OfType<Member>().Select(m => CSharp.NonNullable(m.Type)).FirstOrDefault() ?? "string";

    private static string Discriminator(UnionDefinition union) => $"{XmlDoc.Entry(union.Discriminator!)}|{union.DiscriminatorName}";

    private static JObject Carrier(CarrierDefinition carrier)
    {
        var schema = Object("carrier");
        schema["properties"] = new JObject(carrier.Alternatives.Select(a => new JProperty(a.Key, new JObject
        {
            ["x-name"] = a.Key,
            ["x-type"] = CSharp.NonNullable(a.Value),
            ["x-read"] = CSharp.Read(a.Value),
            ["x-write"] = CSharp.Write(a.Value, CSharp.IsValueType(a.Value) ? a.Key + ".Value" : a.Key),
            // C# allows no conversion from an interface, and one from free-form JSON would hide every mistake.
            ["x-implicit"] = a.Value.Kind is not (WireKind.List or WireKind.Map or WireKind.Any),
            ["x-text"] = a.Value.Definition is EnumDefinition,
            ["x-print"] = Print(a.Value),
        })));
        return schema;
    }

    private static JObject Enum(EnumDefinition definition)
    {
        var taken = MemberNames.Enum(definition.Name);
        var names = definition.Values.ConvertAll(value => Identifier.Claim(Identifier.Pascal(value), taken));
        return new JObject
        {
            ["type"] = "string",
            ["enum"] = new JArray(names),
            ["x-enumNames"] = new JArray(names),
            ["x-values"] = new JArray(definition.Values.Select(Literal.Text)),
            ["x-value-texts"] = new JArray(definition.Values.Select(XmlDoc.Code)),
        };
    }
}
