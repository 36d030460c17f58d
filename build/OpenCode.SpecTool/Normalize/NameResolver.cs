using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Gives every type its name, and every member a name that is free in its type.</summary>
public sealed class NameResolver(Warnings warnings)
{
    /// <summary>Namespaces, names that the resolver's code would mistake for a type, and members of types.</summary>
    private static readonly string[] s_reserved = ["OpenCode", "Models", "Requests", "System", "Microsoft", "Std", "GetTypeInfo", "Value", .. MemberNames.Carrier];

    // Files are named after types, and some file systems are not case-sensitive.
    private readonly HashSet<string> _taken = new(s_reserved, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<TypeDefinition> _underWay = [];

    /// <param name="definitions">The types to name.</param>
    /// <param name="reserved">The names of other types, such as request builders.</param>
    public void Resolve(IReadOnlyList<TypeDefinition> definitions, IEnumerable<string> reserved)
    {
        _taken.UnionWith(reserved);
        // A type that already has the name in the document takes precedence: "Session" comes before "session".
        foreach (var definition in definitions.Where(d => d.Hints.Exists(h => h.IsFixed)).OrderBy(d => d.Hints.Exists(h => h.IsFixed && h.Suffix == d.Source) ? 0 : 1))
        {
            Claim(definition, [definition.Hints.Find(h => h.IsFixed)!.Suffix]);
        }

        foreach (var definition in definitions)
        {
            Name(definition);
        }

        MemberNames.Assign(definitions);
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
        Claim(definition, [.. names]);
        _underWay.Remove(definition);
        return definition.Name;
    }

    /// <summary>
    /// Joins two parts of a name without repetition: <c>ModelStatus</c> and <c>Status</c> result in <c>ModelStatus</c>.
    /// </summary>
    private static string Join(string owner, string suffix) =>
        owner.EndsWith(suffix, StringComparison.Ordinal) && suffix.Length > 0 ? owner + "Value" : owner + suffix;

    /// <summary>Assigns the first name that is free. If none is, it assigns a fallback name and reports a warning.</summary>
    private void Claim(TypeDefinition definition, List<string> names)
    {
        if (names.Count == 0)
        {
            names.Add(Identifier.Pascal(definition.Source));
        }

        names = names.ConvertAll(Identifier.Limit);
        definition.Name = names.Concat(names.Select(name => name + "Model")).Concat(Identifier.Numbered(names[0])).First(name => IsFree(name, definition));
        _taken.Add(definition.Name);
        if (HasUnknown(definition))
        {
            _taken.Add(UnionDefinition.UnknownNameOf(definition.Name));
        }

        if (!names.Contains(definition.Name))
        {
            warnings.Add(definition.Source, $"is called {definition.Name} because {string.Join(" and ", names)} is taken; name it in an overlay");
        }
    }

    private bool IsFree(string name, TypeDefinition definition) =>
        !_taken.Contains(name) && !ImportedNames.All.Contains(name) && !(HasUnknown(definition) && _taken.Contains(UnionDefinition.UnknownNameOf(name)));

    private static bool HasUnknown(TypeDefinition definition) => definition is UnionDefinition { IsDegraded: false };
}
