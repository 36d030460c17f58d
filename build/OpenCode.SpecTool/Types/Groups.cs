using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Types;

/// <summary>Groups of operations form a tree: <c>V2</c>, <c>V2.Session</c>, <c>V2.Session.Permission</c>.</summary>
public static class Groups
{
    /// <summary>The class that holds the groups without a parent.</summary>
    public const string RootBuilder = "OpenCodeRequestBuilder";

    public static IEnumerable<IReadOnlyList<string>> Ancestors(IReadOnlyList<string> group) =>
        Enumerable.Range(0, group.Count + 1).Select(count => group.Take(count).ToList());

    /// <summary>What the names of all that belongs to a group start with.</summary>
    public static string Concat(IEnumerable<string> group) => Identifier.Limit(string.Concat(group));

    public static string BuilderName(IReadOnlyList<string> group) =>
        group.Count == 0 ? RootBuilder : Concat(group) + "RequestBuilder";

    /// <summary>The class with the same operations in fields style.</summary>
    public static string FieldsName(IReadOnlyList<string> group) =>
        group.Count == 0 ? "OpenCodeFields" : Concat(group) + "Fields";

    /// <summary>All groups, the root included, each with the groups right below it, in the order of their names.</summary>
    public static SortedDictionary<string, SortedSet<string>> Children(IEnumerable<Operation> operations)
    {
        var children = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var group in operations.SelectMany(o => Ancestors(o.Group)))
        {
            children.TryAdd(string.Join('.', group), new SortedSet<string>(StringComparer.Ordinal));
            if (group.Count > 0)
            {
                children[string.Join('.', group.SkipLast(1))].Add(group[^1]);
            }
        }

        return children;
    }
}
