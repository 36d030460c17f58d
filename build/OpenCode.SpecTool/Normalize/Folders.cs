using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>Sorts types into folders: large unions with their variants, and inline types with their owners.</summary>
public static class Folders
{
    private const int LargeUnion = 5;

    public static void Assign(IReadOnlyList<TypeDefinition> definitions, IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations)
        {
            foreach (var use in new[] { operation.Body, operation.Response })
            {
                if (Leaf(use) is { IsDocumentSchema: false, Folder: "" } definition)
                {
                    definition.Folder = operation.GroupName;
                }
            }
        }

        foreach (var definition in definitions)
        {
            definition.Folder = Of(definition);
        }
    }

    private static TypeDefinition? Leaf(TypeUse? use) => use is null ? null : use.Definition ?? Leaf(use.Item);

    private static string Of(TypeDefinition definition)
    {
        var union = definition as UnionDefinition ?? definition.Base;
        while (union is not null)
        {
            if (union.Variants.Count >= LargeUnion)
            {
                return union.Name;
            }

            union = union.Base;
        }

        var owner = definition.IsDocumentSchema ? null : definition.Hints.Find(h => h.Owner is not null)?.Owner;
        return definition.Folder.Length > 0 || owner is null ? definition.Folder : Of(owner);
    }
}
