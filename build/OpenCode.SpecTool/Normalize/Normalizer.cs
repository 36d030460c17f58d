using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>The input of the templates, and the warnings.</summary>
public sealed record NormalizedApi(
    IReadOnlyList<TypeDefinition> Definitions,
    IReadOnlyList<Operation> Operations,
    IReadOnlyDictionary<string, TypeUse> Schemas,
    IReadOnlyList<string> Warnings,
    IReadOnlyCollection<string> UnmatchedOverlays);

/// <summary>Turns the server's document into types and operations with their final names.</summary>
public static class Normalizer
{
    /// <summary>The union of all error responses of the server.</summary>
    public const string ErrorUnion = "OpenCodeError";

    /// <param name="serverDocument">The document as the server returned it. It is not changed.</param>
    /// <param name="overlays">The corrections of the document.</param>
    /// <param name="runtimeTypes">The names of the runtime types in the generated project.</param>
    public static NormalizedApi Run(JObject serverDocument, Overlays overlays, IEnumerable<string>? runtimeTypes = null)
    {
        var document = (JObject)serverDocument.DeepClone();
        OpenApi.RemoveHeaders(document);
        Dialect.Canonicalize(document);
        overlays.Apply(document);
        CollectErrors(document);

        var warnings = new Warnings();
        foreach (var pattern in NumberKinds.Apply(document, overlays.Numbers, warnings))
        {
            overlays.ReportUnmatched($"numbers {pattern}");
        }

        var types = new TypeReader(document, overlays, warnings);
        foreach (var (path, name) in overlays.InlineNames)
        {
            types.NameShape(path, name);
        }

        types.ReadAll();
        string[] taken = [.. runtimeTypes ?? []];
        var operations = new OperationReader(types, overlays, warnings).Read(document, taken);
        Hierarchy.Build(types.Definitions, warnings);
        foreach (var union in types.Definitions.OfType<UnionDefinition>())
        {
            union.Lifted.AddRange(overlays.Lifted[union.Source]);
        }

        var groups = operations.SelectMany(o => Groups.Ancestors(o.Group)).ToList();
        var others = groups.Select(Groups.BuilderName).Concat(groups.Select(Groups.FieldsName)).Concat(operations.Select(o => o.QueryTypeName)).Concat(taken);
        new NameResolver(warnings).Resolve(types.Definitions, others.Distinct());
        ShadowedNames.Mark(types.Definitions, operations);
        MarkIdentity(types.Definitions, overlays);
        MarkSecrets(types.Definitions, operations, overlays);
        new Documenter(overlays.Words, warnings).Document(types.Definitions, operations);
        foreach (var entry in overlays.Words.Unmatched)
        {
            overlays.ReportUnmatched(entry);
        }

        Folders.Assign(types.Definitions, operations);
        return new NormalizedApi(types.Definitions, operations, types.Named, warnings.Lines, overlays.Unmatched);
    }

    private static void MarkIdentity(IEnumerable<TypeDefinition> types, Overlays overlays)
    {
        var members = types.OfType<RecordDefinition>().SelectMany(r => r.Members).Where(m => m.Type.Kind == WireKind.String).ToLookup(m => m.WireName);
        foreach (var name in overlays.Identity)
        {
            if (!members.Contains(name))
            {
                overlays.ReportUnmatched($"identity {name}");
            }

            foreach (var member in members[name])
            {
                member.IsIdentity = true;
            }
        }
    }

    private static void MarkSecrets(IEnumerable<TypeDefinition> types, IEnumerable<Operation> operations, Overlays overlays)
    {
        var members = types.OfType<RecordDefinition>().SelectMany(r => r.Members.Select(m => (Key: $"{r.Name}.{m.WireName}", Member: m))).ToLookup(m => m.Key, m => m.Member);
        var parameters = operations.SelectMany(o => o.OptionalQuery.Select(p => (Key: $"{o.QueryTypeName}.{p.WireName}", Parameter: p))).ToLookup(p => p.Key, p => p.Parameter);
        foreach (var secret in overlays.Secrets)
        {
            if (!members.Contains(secret) && !parameters.Contains(secret))
            {
                overlays.ReportUnmatched($"secrets {secret}");
            }

            foreach (var member in members[secret])
            {
                member.IsSecret = true;
            }

            foreach (var parameter in parameters[secret])
            {
                parameter.IsSecret = true;
            }
        }
    }

    /// <summary>
    /// The document repeats a small union of errors for every operation. A single union of all errors is easier to catch, and an
    /// error that a server adds to one operation does not change a type.
    /// </summary>
    private static void CollectErrors(JObject document)
    {
        var schemas = OpenApi.Schemas(document);
        var errors = schemas[ErrorUnion]?["anyOf"] as JArray ?? [];
        var known = errors.Select(OpenApi.Reference).ToHashSet();
        var answers =
            from operation in OpenApi.Operations(document)
            from response in (operation.Content["responses"] as JObject)?.Properties() ?? []
            where response.Name is ['4' or '5', ..]
            let schema = response.Value["content"]?["application/json"]?["schema"]
            where schema is not null
            from alternative in schema["anyOf"] as JArray ?? [schema]
            select OpenApi.Reference(alternative);
        foreach (var name in answers.OfType<string>().Where(known.Add))
        {
            errors.Add(OpenApi.ReferenceTo(name));
        }

        schemas[ErrorUnion] = new JObject
        {
            ["description"] = "An error that the server returned.",
            ["anyOf"] = errors,
        };
    }
}
