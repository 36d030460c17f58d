using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Tests;

/// <summary>A document of a few schemas and one operation, normalized.</summary>
internal static class SmallDocument
{
    public static NormalizedApi Normalize(string schemas, string operations = """{"parameters":[{"in":"path","name":"id","required":true,"schema":{"type":"string"}}],"get":{"operationId":"thing.get","responses":{"204":{"description":"done"}}}}""", string? overlay = null)
    {
        var folder = Directory.CreateTempSubdirectory("overlays");
        try
        {
            if (overlay is not null)
            {
                File.WriteAllText(Path.Combine(folder.FullName, "overlay.json"), overlay);
            }

            return Normalizer.Run(Create(schemas, operations), Overlays.Load(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static JObject Create(string schemas, string operations) => new()
    {
        ["openapi"] = "3.1.0",
        ["paths"] = new JObject { ["/thing/{id}"] = JObject.Parse(operations) },
        ["components"] = new JObject { ["schemas"] = JObject.Parse(schemas) },
    };

    public static T Get<T>(this NormalizedApi api, string name)
        where T : TypeDefinition => (T)api.Definitions.Single(d => d.Name == name);

    public static Member Member(this NormalizedApi api, string type, string name) => api.Get<RecordDefinition>(type).Members.Single(m => m.WireName == name);
}
