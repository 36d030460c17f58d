using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalise;

/// <summary>Gives every group of operations a name that is free: as a property of the client, and for its classes.</summary>
public sealed class GroupNames
{
    /// <summary>
    /// What the properties of groups stand beside in request builders and in the client, or what code there would mistake them for.
    /// </summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "OpenCode", "Fields", "With", "In", "Options", "BaseUrl", "Dispose", "Send", "OpenCodeAdapter", "NewRequest", "SetBody",
        "PathParameters", "RequestAdapter", "UrlTemplate", "Equals", "GetHashCode", "GetType", "ToString", "Finalize", "MemberwiseClone",
        "ReferenceEquals", "Method", "Require", "UrlValue", "JsonRead", "JsonWrite", "JsonTokenType", "CreateEventHub", "CreateGlobalEventHub",
    };

    private readonly Dictionary<string, IReadOnlyList<string>> _groups = new(StringComparer.Ordinal);

    /// <param name="groups">The groups, as the document calls them.</param>
    /// <param name="types">Names of types that their classes stand beside.</param>
    public GroupNames(IEnumerable<IReadOnlyList<string>> groups, IEnumerable<string> types, Warnings warnings)
    {
        // Files are named after them, and some file systems do not tell cases apart.
        var taken = new HashSet<string>([.. types, Groups.BuilderName([]), Groups.FieldsName([])], StringComparer.OrdinalIgnoreCase);
        _groups[""] = [];

        // Parents first, and what has more operations: it was there before what only has a few, and keeps its name.
        var all = groups.SelectMany(Groups.Ancestors).Where(g => g.Count > 0).GroupBy(Key, StringComparer.Ordinal);
        foreach (var group in all.OrderByDescending(g => g.Count()).ThenBy(g => g.First().Count).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First()))
        {
            var parent = this[[.. group.SkipLast(1)]];
            var name = new[] { group[^1], group[^1] + "Group" }.Concat(Identifier.Numbered(group[^1] + "Group")).First(n => IsFree([.. parent, n], taken));
            _groups[Key(group)] = [.. parent, name];
            taken.UnionWith([Groups.BuilderName([.. parent, name]), Groups.FieldsName([.. parent, name])]);
            if (name != group[^1])
            {
                warnings.Add(Key(group), $"is called {name} because {group[^1]} is taken; name its operations in an overlay");
            }
        }
    }

    public IReadOnlyList<string> this[IReadOnlyList<string> group] => _groups[Key(group)];

    private static string Key(IReadOnlyList<string> group) => string.Join('.', group);

    private static bool IsFree(IReadOnlyList<string> group, HashSet<string> taken)
    {
        var name = group[^1];
        var (builder, fields) = (Groups.BuilderName(group), Groups.FieldsName(group));
        return !Reserved.Contains(name)
            // Methods are called so.
            && !name.EndsWith("Async", StringComparison.Ordinal) && !name.EndsWith("RequestInformation", StringComparison.Ordinal)
            && name != builder && name != fields && !name.EndsWith("RequestBuilder", StringComparison.Ordinal) && !name.EndsWith("Fields", StringComparison.Ordinal)
            && !taken.Contains(builder) && !taken.Contains(fields)
            && !ImportedNames.All.Contains(builder) && !ImportedNames.All.Contains(fields);
    }
}
