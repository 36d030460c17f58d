using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Types;

/// <summary>The groups of operations, which form a tree: <c>V2</c>, <c>V2.Session</c>, <c>V2.Session.Permission</c>.</summary>
public static class Groups
{
    /// <summary>The name of the class that contains the groups without a parent.</summary>
    public const string RootBuilder = "OpenCodeRequestBuilder";

    public static IEnumerable<IReadOnlyList<string>> Ancestors(IReadOnlyList<string> group) =>
        Enumerable.Range(0, group.Count + 1).Select(count => group.Take(count).ToList());

    /// <summary>Returns the prefix of all names that belong to a group.</summary>
    public static string Concat(IEnumerable<string> group) => Identifier.Limit(string.Concat(group));

    public static string BuilderName(IReadOnlyList<string> group) =>
        group.Count == 0 ? RootBuilder : Concat(group) + "RequestBuilder";

    /// <summary>Returns the name of the class with the same operations in fields style.</summary>
    public static string FieldsName(IReadOnlyList<string> group) =>
        group.Count == 0 ? "OpenCodeFields" : Concat(group) + "Fields";

    /// <summary>Returns all groups, including the root, each with its direct children, sorted by name.</summary>
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
