using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.Testing;

/// <summary>Files of this repository that tests are driven by.</summary>
public static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The document that the generated code under test was made from, as it was pulled.</summary>
    public static JObject Document { get; } = ReadGenerated("opencode.json");

    /// <summary>What became of each schema and operation of <see cref="Document"/>.</summary>
    public static JObject Types { get; } = ReadGenerated("opencode.types.json");

    /// <summary>Version, hash and counts of <see cref="Document"/>.</summary>
    public static JObject Lock { get; } = ReadGenerated("opencode.lock.json");

    public static string File(string path) => Path.Combine(Root, path);

    public static JObject ReadJson(string path) => (JObject)ParseJson(System.IO.File.ReadAllText(File(path)));

    /// <summary>Parses JSON without taking strings for dates.</summary>
    public static JToken ParseJson(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        return JToken.Load(reader);
    }

    /// <summary>Beside the generated code, which may be that of another server version.</summary>
    private static JObject ReadGenerated(string name) => ReadJson(Path.Combine(Metadata("GeneratedRoot"), "openapi", name));

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}
