using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Finds the types whose name has another meaning where their reader is called, for example in a record with <c>agent: string</c>
/// and another member of type <c>Agent</c>. Generated code uses the full name of such a type.
/// </summary>
public static class ShadowedNames
{
    public static void Mark(IReadOnlyList<TypeDefinition> definitions, IReadOnlyList<Operation> operations)
    {
        foreach (var definition in definitions)
        {
            switch (definition)
            {
                case RecordDefinition record:
                    Mark(record);
                    break;
                case UnionDefinition { IsDegraded: false } union:
                    Mark(union.Variants, Inherited(union));
                    break;
                case CarrierDefinition carrier:
                    Mark(carrier.Alternatives.Values.Select(Leaf), [.. MemberNames.Carrier]);
                    break;
            }
        }

        foreach (var operation in operations)
        {
            var siblings = operations.Where(o => o.GroupName == operation.GroupName).Select(o => o.Method + "Async");
            var children = operations.Where(o => o.Group.Count > operation.Group.Count && o.Group.Take(operation.Group.Count).SequenceEqual(operation.Group)).Select(o => o.Group[operation.Group.Count]);
            Mark([Leaf(operation.Response)], [.. siblings, .. children]);
        }
    }

    private static void Mark(RecordDefinition record)
    {
        var inherited = Inherited(record.Base);
        foreach (var type in record.Members.Select(m => Leaf(m.Type)).Append(Leaf(record.AdditionalMembers)).OfType<TypeDefinition>())
        {
            // C# allows a property to have the name of a type only if the property has exactly that type.
            var namesake = record.Members.Find(m => m.Name == type.Name);
            var isOfType = namesake is { Constant: null } && namesake.Type.Definition == type && (!(namesake.Type.IsValueType || namesake.Type.IsDegraded) || namesake is { Required: true, Type.Nullable: false });
            type.IsShadowed |= inherited.Contains(type.Name) || (namesake is not null && !isOfType);
        }
    }

    private static void Mark(IEnumerable<TypeDefinition?> types, HashSet<string> names)
    {
        foreach (var type in types.OfType<TypeDefinition>().Where(type => names.Contains(type.Name)))
        {
            type.IsShadowed = true;
        }
    }

    private static HashSet<string> Inherited(UnionDefinition? union) =>
        [.. MemberNames.Record, .. union?.Lineage.SelectMany(u => u.Lifted.Select(l => l.Name).Append(u.DiscriminatorName)).OfType<string>() ?? []];

    private static TypeDefinition? Leaf(TypeUse? use) => use is null ? null : use.Definition ?? Leaf(use.Item);
}
