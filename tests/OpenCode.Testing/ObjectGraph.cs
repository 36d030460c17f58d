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

    /// <summary>Names of all unknown variants that a model holds.</summary>
    public static IReadOnlyList<string> UnknownVariants(object? root) =>
        [.. Walk(root).Select(o => o.GetType()).Where(t => t.BaseType is { IsAbstract: true } union && t.Name == "Unknown" + union.Name).Select(t => t.Name)];
}
