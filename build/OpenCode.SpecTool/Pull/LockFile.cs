using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Pull;

/// <summary>What the generated code was made from.</summary>
public static partial class LockFile
{
    /// <summary>Builds make a command of the version, to get that server; so nothing but a version may be called one.</summary>
    public static string CheckVersion(string version) => Version().IsMatch(version)
        ? version
        : throw new SpecToolException($"\"{version}\" is no version of a server.");

    public static JObject Create(string serverVersion, string documentText, JObject document, string nswagVersion) => new()
    {
        ["server"] = CheckVersion(serverVersion),
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
        CheckVersion(version);
        return (string?)content["sha256"] == Json.Sha256(File.ReadAllText(documentPath))
            ? version
            : throw new SpecToolException($"{Path.GetFileName(documentPath)} is not the document that {Path.GetFileName(lockPath)} speaks of; it was edited by hand. Pull it again: dotnet msbuild build/regenerate.proj -t:Pull -p:ServerVersion={version}");
    }

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?\z")]
    private static partial Regex Version();
}
