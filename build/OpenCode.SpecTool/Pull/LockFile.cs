using Newtonsoft.Json.Linq;

namespace OpenCode.SpecTool.Pull;

/// <summary>What the generated code was made from.</summary>
public static class LockFile
{
    public static JObject Create(string serverVersion, string documentText, JObject document, string nswagVersion) => new()
    {
        ["server"] = serverVersion,
        ["sha256"] = Json.Sha256(documentText),
        ["operations"] = OpenApi.Operations(document).Count(),
        ["schemas"] = OpenApi.Schemas(document).Count,
        ["tools"] = new JObject { ["nswag"] = nswagVersion },
    };

    /// <summary>Refuses a document that is not the one the lock speaks of.</summary>
    /// <returns>The version of the server the document is of.</returns>
    public static string Check(string lockPath, string documentPath)
    {
        var content = Json.ReadFile(lockPath);
        var version = (string?)content["server"] ?? throw new SpecToolException($"{lockPath} names no server.");
        return (string?)content["sha256"] == Json.Sha256(File.ReadAllText(documentPath))
            ? version
            : throw new SpecToolException($"{Path.GetFileName(documentPath)} is not the document that {Path.GetFileName(lockPath)} speaks of; it was edited by hand. Pull it again: dotnet msbuild build/regenerate.proj -t:Pull -p:ServerVersion={version}");
    }
}
