using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Documents everything that is public. In order of precedence, it uses the words for the specific place, the description in the
/// document, and the general words for the name. It reports a warning if there is no documentation.
/// </summary>
public sealed class Documenter(Words words, Warnings warnings)
{
    public void Document(IEnumerable<TypeDefinition> types, IEnumerable<Operation> operations)
    {
        foreach (var type in types.Where(t => t is not UnionDefinition { IsDegraded: true }))
        {
            type.Description = Needed(type.Name, words.FindType(type.Name) ?? type.Description);
            switch (type)
            {
                case RecordDefinition record:
                    record.Members.ForEach(member => Document(record, member));
                    break;
                case UnionDefinition union:
                    union.Lifted.ForEach(lifted => Document(union, lifted));
                    break;
                case EnumDefinition known:
                    known.Values.ForEach(value => Document(known, value));
                    break;
            }
        }

        foreach (var operation in operations)
        {
            Document(operation);
        }
    }

    private void Document(RecordDefinition record, Member member)
    {
        var owners = Owners(record).ToList();
        var keys = owners.Select(owner => $"{owner}.{member.WireName}").ToList();
        member.Replacement = Replacement(member.IsDeprecated, keys[0]);
        member.Description = words.Find(Words.Members, keys) ?? member.Description;

        // The summary of a constant is its value. The general words for members of that name do not apply to it.
        if (member.Constant is null)
        {
            member.Description = Needed(keys[0], member.Description ?? words.Find(Words.Members, member.WireName));
        }
    }

    private void Document(UnionDefinition union, LiftedMember lifted)
    {
        var key = $"{union.Name}.{string.Join('.', lifted.Path)}";
        lifted.Description = Needed(key, words.Find(Words.Members, [key, lifted.Path[^1]]));
    }

    private void Document(EnumDefinition known, string value)
    {
        var key = $"{known.Name}.{value}";
        if (Needed(key, words.Find(Words.Values, [key, value])) is { } text)
        {
            known.Descriptions[value] = text;
        }
    }

    private void Document(Operation operation)
    {
        operation.Replacement = Replacement(operation.Deprecated, operation.Id);
        operation.Summary = words.Find(Words.Operations, operation.Id) ?? operation.Summary;
        Needed(operation.Id, operation.Summary ?? operation.Description);
        foreach (var parameter in operation.PathParameters.Concat(operation.RequiredQuery).Concat(operation.OptionalQuery))
        {
            var key = $"{operation.Id}.{parameter.WireName}";
            parameter.Description = Needed(key, words.Find(Words.Parameters, key) ?? parameter.Description ?? words.Find(Words.Parameters, parameter.WireName));
        }

        if (operation.Body is not null)
        {
            operation.BodyDescription = Needed($"{operation.Id}.request", words.Find(Words.Bodies, operation.Id) ?? operation.BodyDescription);
        }
    }

    /// <summary>Returns the record, the unions it belongs to, and the suffixes of its name, each with a leading star.</summary>
    private static IEnumerable<string> Owners(RecordDefinition record)
    {
        yield return record.Name;
        for (var union = record.Base; union is not null; union = union.Base)
        {
            yield return union.Name;
        }

        for (var start = 1; start < record.Name.Length; start++)
        {
            if (char.IsUpper(record.Name[start]))
            {
                yield return "*" + record.Name[start..];
            }
        }
    }

    /// <summary>
    /// Returns the text about the replacement. Such a text deprecates an element even if the document does not.
    /// </summary>
    private string? Replacement(bool isDeprecated, string key)
    {
        var replacement = words.Find(Words.Replacements, key);
        if (isDeprecated && replacement is null && words.Exist)
        {
            warnings.Add(key, "is deprecated without a replacement; name one in an overlay");
        }

        return replacement ?? (isDeprecated ? "The server's document marks it as deprecated." : null);
    }

    private string? Needed(string place, string? text)
    {
        if (text is null && words.Exist)
        {
            warnings.Add(place, "has no documentation; add it in an overlay");
        }

        return text;
    }
}
