using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.Testing;

/// <summary>Files of this repository that tests are driven by.</summary>
public static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The server's document, as it was pulled.</summary>
    public static JObject Document { get; } = ReadJson("openapi/opencode.json");

    /// <summary>What became of each schema and operation.</summary>
    public static JObject Types { get; } = ReadJson("openapi/opencode.types.json");

    public static string File(string path) => Path.Combine(Root, path);

    public static JObject ReadJson(string path) => (JObject)ParseJson(System.IO.File.ReadAllText(File(path)));

    /// <summary>Parses JSON without taking strings for dates.</summary>
    public static JToken ParseJson(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JToken.Load(reader);
    }
}
