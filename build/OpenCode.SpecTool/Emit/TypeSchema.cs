using System.Text;
using Newtonsoft.Json.Linq;
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
        schema["x-file"] = FileName(definition.Folder, definition.Name);
        schema["x-summary"] = definition.Description is { } description ? CSharp.Documentation(description) : DefaultSummary(definition);
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
        schema["x-file"] = $"Requests/Queries/{operation.QueryTypeName}.g.cs";
        schema["x-summary"] = $"The optional query parameters of <c>{operation.Route}</c>.";
        schema["x-prints"] = operation.OptionalQuery.Exists(p => p.IsSecret);
        schema["properties"] = new JObject(operation.OptionalQuery.Select(p => new JProperty(p.WireName, new JObject
        {
            ["x-name"] = Identifier.Pascal(p.WireName),
            ["x-type"] = CSharp.NonNullable(p.Type),
            ["x-template-name"] = p.TemplateName,
            ["x-url"] = CSharp.Url(p.Type, "value"),
            ["x-print"] = p.IsSecret ? "PrintSecret" : "Print",
            ["x-summary"] = p.Description is null ? $"<c>{p.WireName}</c>" : CSharp.Documentation(p.Description),
        })));
        return schema;
    }

    private static JObject Object(string kind) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["x-kind"] = kind,
    };

    private static string FileName(string folder, string name) =>
        folder.Length == 0 ? $"Models/{name}.g.cs" : $"Models/{folder}/{name}.g.cs";

    private static string DefaultSummary(TypeDefinition definition) =>
        definition.IsDocumentSchema ? $"<c>{definition.Source}</c> of the server's API." : $"<c>{CSharp.Documentation(definition.Source)}</c>";

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
            where member is not null
            select $"{CSharp.NonNullable(member.Type)}|{lifted.Name}|{Access(record, lifted.Path)}");
        schema["properties"] = new JObject(record.Members.Select(m => new JProperty(m.WireName, MemberSchema(record, m))));
        return schema;
    }

    /// <summary>What a union and those it belongs to offer of their variants; the closest says where it is.</summary>
    private static IEnumerable<LiftedMember> Lifted(UnionDefinition? union) => Ancestors(union).SelectMany(u => u.Lifted).DistinctBy(l => l.Name);

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
            ["x-local"] = "m" + member.Name,
            ["x-type"] = CSharp.NonNullable(member.Type),
            ["x-presence"] = presence,
            ["x-print"] = Print(member),
            ["x-read"] = CSharp.Read(member.Type),
            ["x-write"] = CSharp.Write(member.Type, presence is "optional" or "nullable" && isValue ? member.Name + ".Value" : member.Name),
            ["x-summary"] = member.Description is null ? $"<c>{member.WireName}</c>" : CSharp.Documentation(member.Description),
        };
        if (member.Constant is not null)
        {
            schema["x-constant"] = member.Constant;
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

    private static IEnumerable<UnionDefinition> Ancestors(UnionDefinition? union)
    {
        for (; union is not null; union = union.Base)
        {
            yield return union;
        }
    }

    private static JObject Union(UnionDefinition union)
    {
        var schema = Object("union");
        schema["x-unknown"] = union.UnknownName;
        schema["x-unknown-file"] = FileName(union.Folder, union.UnknownName);
        if (union.Discriminator is { } own && Ancestors(union.Base).All(u => u.Discriminator != own))
        {
            schema["x-declares"] = Discriminator(own);
        }

        schema["x-discriminators"] = new JArray(Ancestors(union).Select(u => u.Discriminator).OfType<string>().Distinct().Select(Discriminator));
        schema["x-lifted"] = new JArray(
            from lifted in union.Lifted
            where Lifted(union.Base).All(l => l.Name != lifted.Name)
            select $"{LiftedType(union, lifted)}|{lifted.Name}|{string.Join('.', lifted.Path)}");
        schema["x-lifted-unknown"] = new JArray(
            from lifted in Lifted(union)
            let type = LiftedType(union, lifted)
            select $"{type}|{lifted.Name}|{(type == "string" ? "Text" : "Whole")}(Json, \"{string.Join("\", \"", lifted.Path)}\")");
        schema["x-variants"] = new JArray(union.Variants.Where(v => v is not UnionDefinition { IsDegraded: true }).Select(v => v.Name));

        var paths = union.Cases.Where(c => c.Path.Length > 0).Select(c => c.Path).Distinct().ToList();
        schema["x-paths"] = new JArray(paths);
        foreach (var path in paths)
        {
            schema[$"x-cases-{path}"] = new JArray(union.Cases
                .Where(c => c.Path == path)
                .Select(c => (Length: Encoding.UTF8.GetByteCount(c.Value), c.Value, c.Variant.Name))
                .OrderBy(c => c.Length)
                .ThenBy(c => c.Value, StringComparer.Ordinal)
                .Select(c => $"{c.Length}|{c.Value}|{c.Name}"));
        }

        schema["x-shapes"] = new JArray(union.Cases
            .Where(c => c.Path.Length == 0)
            .Select(c => $"{c.Variant.Name}|{string.Join(',', c.RequiredMembers)}"));
        return schema;
    }

    private static string LiftedType(UnionDefinition union, LiftedMember lifted) =>
        union.Records.Select(r => Find(r, lifted.Path)).OfType<Member>().Select(m => CSharp.NonNullable(m.Type)).FirstOrDefault() ?? "string";

    private static string Discriminator(string wireName) => $"{wireName}|{Identifier.Pascal(wireName)}";

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
        var taken = new HashSet<string>(StringComparer.Ordinal) { definition.Name, "Value", "Equals", "ToString", "GetHashCode", "ReadFrom", "WriteTo", "GetType" };
        var names = new JArray();
        foreach (var value in definition.Values)
        {
            names.Add(Identifier.Claim(Identifier.Pascal(value), taken));
        }

        return new JObject
        {
            ["type"] = "string",
            ["enum"] = new JArray(definition.Values),
            ["x-enumNames"] = names,
        };
    }
}
