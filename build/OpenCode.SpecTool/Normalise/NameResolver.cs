using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Gives every type its name, and every member one that is free in its type.</summary>
public sealed class NameResolver(Warnings warnings)
{
    private static readonly HashSet<string> s_ownMembers =
    [
        "AdditionalProperties", "ReadFrom", "WriteTo", "Equals", "GetHashCode", "ToString", "GetType", "EqualityContract", "PrintMembers",
    ];

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<TypeDefinition> _underWay = [];

    /// <param name="reserved">Names of types that come from elsewhere, such as request builders.</param>
    public void Resolve(IReadOnlyList<TypeDefinition> definitions, IEnumerable<string> reserved)
    {
        _taken.UnionWith(reserved);
        foreach (var definition in definitions.Where(d => d.Hints.Exists(h => h.IsFixed)))
        {
            definition.Name = Claim([definition.Hints.Find(h => h.IsFixed)!.Suffix], definition.Source);
            ClaimUnknown(definition);
        }

        foreach (var definition in definitions)
        {
            Name(definition);
        }

        foreach (var record in definitions.OfType<RecordDefinition>())
        {
            NameMembers(record);
        }
    }

    private string Name(TypeDefinition definition)
    {
        if (definition.HasName)
        {
            return definition.Name;
        }

        if (!_underWay.Add(definition))
        {
            throw new InvalidOperationException($"{definition.Source} is named after itself.");
        }

        var names = definition.Hints
            .Where(h => h.Owner is null || !_underWay.Contains(h.Owner))
            .Select(h => (h.IsPreferred, Name: h.Owner is null ? h.Suffix : Join(Name(h.Owner), h.Suffix)))
            .OrderBy(n => n.IsPreferred ? 0 : n.Name.Length)
            .Select(n => n.Name);
        definition.Name = Claim([.. names], definition.Source);
        ClaimUnknown(definition);
        _underWay.Remove(definition);
        return definition.Name;
    }

    /// <summary><c>ModelStatus</c> + <c>Status</c> says nothing twice.</summary>
    private static string Join(string owner, string suffix) =>
        owner.EndsWith(suffix, StringComparison.Ordinal) && suffix.Length > 0 ? owner + "Value" : owner + suffix;

    private void ClaimUnknown(TypeDefinition definition)
    {
        if (definition is UnionDefinition { IsDegraded: false } && !_taken.Add("Unknown" + definition.Name))
        {
            throw new SpecToolException($"Unknown{definition.Name} is both a schema and the unknown variant of {definition.Name}; rename one in an overlay.");
        }
    }

    private string Claim(List<string> names, string source)
    {
        foreach (var name in names)
        {
            if (_taken.Add(name))
            {
                return name;
            }
        }

        for (var number = 2; ; number++)
        {
            var name = names[0] + number;
            if (_taken.Add(name))
            {
                warnings.Add(source, $"is called {name} because {string.Join(", ", names)} name other types; name it in an overlay");
                return name;
            }
        }
    }

    private static void NameMembers(RecordDefinition record)
    {
        var taken = new HashSet<string>(s_ownMembers, StringComparer.Ordinal) { record.Name };
        foreach (var member in record.Members)
        {
            while (!taken.Add(member.Name))
            {
                member.Name += "Value";
            }
        }
    }
}
