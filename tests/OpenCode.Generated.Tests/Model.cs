using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>The generated types, as the tests look at them.</summary>
internal static class Model
{
    public static IReadOnlyList<Type> PublicTypes { get; } = typeof(IJsonModel).Assembly.GetExportedTypes();

    public static IReadOnlyList<Type> Models { get; } = [.. PublicTypes.Where(t => typeof(IJsonModel).IsAssignableFrom(t) && t != typeof(IJsonModel))];

    public static IEnumerable<Type> Unions => Models.Where(t => t.IsAbstract);

    public static Type? Find(string name) => typeof(IJsonModel).Assembly.GetType($"OpenCode.Models.{name}");

    public static object Read(Type type, JToken json) => JsonSerializer.Deserialize(json.ToString(Newtonsoft.Json.Formatting.None), OpenCodeJson.Options.GetTypeInfo(type))!;

    public static JToken Write(object model) => Repository.ParseJson(Encoding.UTF8.GetString(OpenCodeJson.Write((IJsonModel)model)));
}
