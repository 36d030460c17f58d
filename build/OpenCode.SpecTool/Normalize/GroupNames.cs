using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Gives every group of operations a name that is free, both as a property of the client and for its classes.</summary>
public sealed class GroupNames
{
    /// <summary>
    /// The names of members of request builders and of the client, and names that the code there would resolve to something else.
    /// </summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "OpenCode", "Fields", "With", "In", "Options", "BaseUrl", "Dispose", "Send", "OpenCodeAdapter", "NewRequest", "SetBody",
        "PathParameters", "RequestAdapter", "UrlTemplate", "Equals", "GetHashCode", "GetType", "ToString", "Finalize", "MemberwiseClone",
        "ReferenceEquals", "Method", "Require", "UrlValue", "JsonRead", "JsonWrite", "JsonTokenType", "CreateEventHub", "CreateGlobalEventHub",
    };

    private readonly Dictionary<string, IReadOnlyList<string>> _groups = new(StringComparer.Ordinal);

    /// <param name="groups">The groups as named in the document.</param>
    /// <param name="types">The names of types in the same namespace as the classes of the groups.</param>
    public GroupNames(IEnumerable<IReadOnlyList<string>> groups, IEnumerable<string> types, Warnings warnings)
    {
        // Files are named after groups, and some file systems are not case-sensitive.
        var taken = new HashSet<string>([.. types, Groups.BuilderName([]), Groups.FieldsName([])], StringComparer.OrdinalIgnoreCase);
        _groups[""] = [];

        // Parents and groups with more operations come first. A group with many operations is usually older, so it keeps its
        // name.
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
            // Methods have such names.
            && !name.EndsWith("Async", StringComparison.Ordinal) && !name.EndsWith("RequestInformation", StringComparison.Ordinal)
            && name != builder && name != fields && !name.EndsWith("RequestBuilder", StringComparison.Ordinal) && !name.EndsWith("Fields", StringComparison.Ordinal)
            && !taken.Contains(builder) && !taken.Contains(fields)
            && !ImportedNames.All.Contains(builder) && !ImportedNames.All.Contains(fields);
    }
}
