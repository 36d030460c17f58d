using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Writes a C# type as a component of the normalized document.</summary>
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
        schema["x-summary"] = Summary.OfOrName(definition.Description, definition.Source);
        if (definition.Base is { } parent)
        {
            schema["x-base"] = parent.Name;
        }

        return schema;
    }

    /// <summary>Writes the optional query parameters of an operation.</summary>
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
            ["x-url"] = CSharp.Url(p.Type, "value", p.PropertyName),
            ["x-print"] = p.IsSecret ? "PrintSecret" : "Print",
            ["x-summary"] = Summary.OfOrName(p.Description, p.WireName),
        })));
        return schema;
    }

    /// <summary>
    /// Returns the property name for NSwag: the JSON name if it is a plain identifier; otherwise, the C# name with a mark that
    /// keeps it unique.
    /// </summary>
    private static string Key(string wireName, string name) =>
        wireName.Length < 100 && wireName.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? wireName : name + "-";

    private static JObject Object(string kind) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["x-kind"] = kind,
    };


    private static JObject Record(RecordDefinition record)
    {
        var schema = Object("record");
        // Free-form JSON can represent null itself. For any other type, null is preserved separately.
        var additional = record.AdditionalMembers.Kind == WireKind.Any ? record.AdditionalMembers : record.AdditionalMembers with { Nullable = true };
        schema["x-additional-type"] = CSharp.Type(additional);
        schema["x-additional-fits"] = CSharp.Fits(record.AdditionalMembers, "number");
        schema["x-additional-read"] = CSharp.ReadFitting(record.AdditionalMembers, "number");
        schema["x-additional-expected"] = CSharp.Expected(record.AdditionalMembers);
        schema["x-additional-write"] = CSharp.WriteNullable(additional, "member.Value");
        schema["x-additional-any"] = record.AdditionalMembers.Kind == WireKind.Any;
        schema["x-demands"] = record.Base is null && record.Members.Exists(m => Presence(record, m) is "required" or "identity");
        schema["x-demanded"] = record.Members.Count(m => Presence(record, m) is "required");
        schema["x-has-obsolete"] = record.Members.Exists(m => m.Replacement is not null);
        schema["x-prints"] = record.Members.Count > 0;
        schema["x-debugger"] = DebuggerText.Of(record);
        schema["x-additional-null"] = record.AdditionalMembers.Kind == WireKind.Any ? "JsonMember.Null" : "null";
        schema["x-additional-same"] = CSharp.Same(TypeUse.Map(additional), "AdditionalProperties", "other.AdditionalProperties");
        schema["x-lifted"] = new JArray(
            from lifted in Lifting.Of(record.Base)
            let kind = Lifting.Kind(lifted.Union, lifted.Member)
            let access = Lifting.Access(record, lifted.Member.Path)
            where access is not null && kind != LiftKind.Own
            select $"{Lifting.Type(lifted.Union, lifted.Member)}{(kind == LiftKind.Optional ? "?" : "")}|{lifted.Member.Name}|{access}");
        var leading = LeadingMembers.Of(record);
        schema["x-leading"] = string.Concat(leading.Select(m => Presence(record, m) == "discriminator" ? $", bool {Local(m)} = false" : $", string? {Local(m)} = null"));
        schema["x-name-lengths"] = new JArray(record.Members.Select(NameLength).Distinct().Order().Select(length => length.ToString(CultureInfo.InvariantCulture)));
        schema["properties"] = new JObject(record.Members.Select(m => new JProperty(Key(m.WireName, m.Name), MemberSchema(record, m, leading.Contains(m)))));
        return schema;
    }

    private static string ConstantSummary(Member member, string presence, string constant) =>
        presence == "discriminator" ? $"The {XmlDoc.Code(member.WireName)} that identifies this variant: always {XmlDoc.Code(constant)}." : $"The fixed value {XmlDoc.Code(constant)}.";

    /// <summary>Returns the name of the variable that a reader reads a member into.</summary>
    public static string Local(Member member) => "m" + member.Name;

    /// <summary>Returns an expression that reads a string member at the current position of the reader.</summary>
    public static string ReadText(RecordDefinition record, Member member) =>
        RepeatedText.Is(record, member) ? "JsonRead.SharedString(ref reader, reading)" : CSharp.Read(member.Type);

    private static int NameLength(Member member) => Encoding.UTF8.GetByteCount(member.WireName);

    private static string Read(RecordDefinition record, Member member) => member.Type.Kind == WireKind.String ? ReadText(record, member) : CSharp.ReadFitting(member.Type, "v" + member.Name);

    private static JObject MemberSchema(RecordDefinition record, Member member, bool isLeading)
    {
        var presence = Presence(record, member);
        var isValue = CSharp.IsValueType(member.Type);
        var schema = new JObject
        {
            ["x-name"] = member.Name,
            ["x-json-name"] = Literal.Text(member.WireName),
            ["x-name-length"] = NameLength(member).ToString(CultureInfo.InvariantCulture),
            ["x-is-leading"] = isLeading,
            ["x-local"] = Local(member),
            ["x-type"] = CSharp.NonNullable(member.Type),
            ["x-presence"] = presence,
            ["x-seen"] = "s" + member.Name,
            ["x-modifier"] = Lifting.IsOwn(record, member) ? "override " : "",
            ["x-print"] = Print(member),
            ["x-fits"] = Fits(member, presence),
            ["x-read"] = Read(record, member),
            ["x-read-always"] = member.Type.Kind == WireKind.String ? ReadText(record, member) : CSharp.Read(member.Type),
            ["x-expected"] = CSharp.Expected(member.Type),
            ["x-stand-in"] = presence is "required" or "identity" ? CSharp.StandIn(member.Type) : "",
            ["x-same"] = CSharp.Same(member.Type, member.Name, "other." + member.Name),
            ["x-hashed"] = IsHashed(member.Type),
            ["x-write"] = CSharp.Write(member.Type, presence is "optional" or "nullable" && isValue ? member.Name + ".Value" : member.Name),
            ["x-summary"] = member.Description is null && member.Constant is { } constant ? ConstantSummary(member, presence, constant) : Summary.OfOrName(member.Description, member.WireName),
        };
        if (member.Replacement is { } replacement)
        {
            // C# does not allow the attribute on required members.
            var text = presence is "required" or "nullable" ? "x-summary" : "x-obsolete";
            schema[text] = text == "x-obsolete" ? Literal.Text(replacement) : $"{schema[text]} Deprecated. {Summary.Of(replacement)}";
        }

        if (member.Constant is not null)
        {
            schema["x-constant"] = Literal.Text(member.Constant);
        }

        return schema;
    }

    /// <summary>Whether the hash code includes a member of the type. A few simple members are sufficient.</summary>
    private static bool IsHashed(TypeUse use) =>
        use.Kind is WireKind.String or WireKind.Integer or WireKind.Boolean or WireKind.Time || use.Definition is EnumDefinition;

    /// <summary>
    /// Returns the condition for a matching value. If null does not mean that the member is missing, free-form JSON must not be
    /// null.
    /// </summary>
    private static string Fits(Member member, string presence)
    {
        var fits = CSharp.Fits(member.Type, "v" + member.Name);
        return fits == "true" && presence != "required" ? "reader.TokenType != JsonTokenType.Null" : fits;
    }

    /// <summary>
    /// Whether a record can have a stand-in. Members that identify an object have none, and neither has a record that must
    /// contain itself.
    /// </summary>
    private static bool HasStandIn(RecordDefinition record, HashSet<RecordDefinition> seen) =>
        seen.Add(record) && record.Members.TrueForAll(m =>
            !m.Required || m.Type.Nullable || (!m.IsIdentity && (m.Type.Definition is not RecordDefinition inner || HasStandIn(inner, seen))));

    /// <summary>
    /// Returns how a member is printed. Free-form JSON can contain anything, including an API key of a provider.
    /// </summary>
    private static string Print(Member member) =>
        member.IsSecret ? "PrintSecret"
        : member.IsAddress ? "PrintUrl"
        : Print(member.Type);

    private static string Print(TypeUse use) =>
        use.Kind == WireKind.Any || use.IsDegraded ? "PrintJson" : "Print";

    /// <summary>
    /// Returns the requirements of a record for a member. The templates use them to determine how it is read and written.
    /// </summary>
    public static string Presence(RecordDefinition record, Member member)
    {
        if (member.Constant is not null)
        {
            return Lifting.Ancestors(record.Base).Any(u => u.Discriminator == member.WireName) ? "discriminator" : "constant";
        }

        return (member.Required, member.Type.Nullable) switch
        {
            (true, false) when member.IsIdentity || (member.Type.Definition is RecordDefinition inner && !HasStandIn(inner, [])) => "identity",
            (true, false) => "required",
            (true, true) => "nullable",
            _ => "optional",
        };
    }

    private static JObject Union(UnionDefinition union)
    {
        var schema = Object("union");
        schema["x-unknown"] = union.UnknownName;
        schema["x-unknown-file"] = FileName.Of("Models", union.Folder, union.UnknownName);
        if (union.Discriminator is { } own && Lifting.Ancestors(union.Base).All(u => u.Discriminator != own))
        {
            schema["x-declares"] = Discriminator(union);
        }

        var discriminating = Lifting.Ancestors(union).Where(u => u.Discriminator is not null).DistinctBy(u => u.Discriminator).ToList();
        schema["x-discriminators"] = new JArray(discriminating.Select(Discriminator));
        schema["x-debugger"] = DebuggerText.Of(discriminating);
        schema["x-discriminator-names"] = new JArray(discriminating.Select(u => Literal.Text(u.Discriminator!)));
        schema["x-lifted"] = new JArray(
            from lifted in Lifting.Of(union)
            where lifted.Union == union
            select $"{Lifting.Type(union, lifted.Member)}|{lifted.Member.Name}|{XmlDoc.Entry(string.Join('.', lifted.Member.Path))}|{Lifting.Kind(union, lifted.Member)}");
        foreach (var lifted in union.Lifted)
        {
            schema[$"x-summary-{lifted.Name}"] = Summary.OfOrName(lifted.Description, string.Join('.', lifted.Path));
        }

        schema["x-lifted-unknown"] = new JArray(
            from lifted in Lifting.Of(union)
            let kind = Lifting.Kind(lifted.Union, lifted.Member)
            select $"{Lifting.Type(lifted.Union, lifted.Member)}|{lifted.Member.Name}|{Lifting.Search(lifted.Union, lifted.Member)}|{kind}");
        schema["x-variants"] = new JArray(union.Variants.Where(v => v is not UnionDefinition { IsDegraded: true }).Select(v => v.Name));

        UnionCases.Describe(schema, union);
        return schema;
    }

    private static string Discriminator(UnionDefinition union) => $"{XmlDoc.Entry(union.Discriminator!)}|{union.DiscriminatorName}";

    private static JObject Carrier(CarrierDefinition carrier)
    {
        var schema = Object("carrier");
        schema["properties"] = new JObject(carrier.Alternatives.Select(a => new JProperty(a.Key, new JObject
        {
            ["x-name"] = a.Key,
            ["x-type"] = CSharp.NonNullable(a.Value),
            ["x-fits"] = CSharp.Fits(a.Value, "number"),
            ["x-read-fitting"] = CSharp.ReadFitting(a.Value, "number"),
            ["x-same"] = CSharp.Same(a.Value, a.Key, "other." + a.Key),
            ["x-hashed"] = IsHashed(a.Value),
            ["x-write"] = CSharp.Write(a.Value, CSharp.IsValueType(a.Value) ? a.Key + ".Value" : a.Key),
            // C# does not allow a conversion from an interface, and a conversion from free-form JSON would hide every mistake.
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
            ["x-value-summaries"] = new JArray(definition.Values.Select(value => Summary.OfOrName(definition.Descriptions.GetValueOrDefault(value), value))),
        };
    }
}
