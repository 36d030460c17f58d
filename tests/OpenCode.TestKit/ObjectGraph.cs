using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace OpenCode.Testing;

/// <summary>All values a model holds, itself included.</summary>
public static class ObjectGraph
{
    public static IEnumerable<object> Walk(object? root)
    {
        switch (root)
        {
            case null or string or JsonElement:
                yield break;
            case IDictionary or IEnumerable:
                foreach (var inner in ((IEnumerable)root).Cast<object?>().SelectMany(Walk))
                {
                    yield return inner;
                }

                yield break;
        }

        var type = root.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            foreach (var inner in Walk(type.GetProperty("Value")!.GetValue(root)))
            {
                yield return inner;
            }

            yield break;
        }

        yield return root;
        if (type.IsPrimitive || type.IsValueType)
        {
            yield break;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            foreach (var inner in Walk(property.GetValue(root)))
            {
                yield return inner;
            }
        }
    }

    /// <summary>
    /// Everything in a model that was kept without being understood: unknown variants, values of unforeseen JSON kinds, and
    /// members that no property stands for. An explicit null is understood, though it is kept in the same place.
    /// </summary>
    public static IReadOnlyList<string> NotUnderstood(object? root) =>
        [.. UnknownVariants(root).Concat(Walk(root).SelectMany(Unforeseen))];

    private static IEnumerable<string> Unforeseen(object model)
    {
        var type = model.GetType();
        if (type.GetProperty("Unknown") is { } unknown && unknown.PropertyType == typeof(JsonElement?) && unknown.GetValue(model) is not null)
        {
            yield return $"{type.Name}.Unknown";
        }

        if (type.GetProperty("AdditionalProperties")?.GetValue(model) is IReadOnlyDictionary<string, JsonElement> members)
        {
            foreach (var member in members.Where(m => m.Value.ValueKind != JsonValueKind.Null && !m.Key.StartsWith(DocumentSamples.MapKey, StringComparison.Ordinal)))
            {
                yield return $"{type.Name}[{member.Key}]";
            }
        }
    }

    /// <summary>Names of all unknown variants that a model holds.</summary>
    public static IReadOnlyList<string> UnknownVariants(object? root) =>
        [.. Walk(root).Select(o => o.GetType()).Where(t => t.BaseType is { IsAbstract: true } union && t.Name == "Unknown" + union.Name).Select(t => t.Name)];
}
