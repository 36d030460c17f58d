using OpenCode.Models;

namespace OpenCode.Generated.Tests;

/// <summary>The generated types, as the tests look at them.</summary>
internal static class Model
{
    public static IReadOnlyList<Type> PublicTypes { get; } = typeof(IJsonModel).Assembly.GetExportedTypes();

    public static IReadOnlyList<Type> Models { get; } = [.. PublicTypes.Where(t => typeof(IJsonModel).IsAssignableFrom(t) && t != typeof(IJsonModel))];

    public static IEnumerable<Type> Unions => Models.Where(t => t.IsAbstract);

    public static Type? Find(string name) => typeof(IJsonModel).Assembly.GetType($"OpenCode.Models.{name}");
}
