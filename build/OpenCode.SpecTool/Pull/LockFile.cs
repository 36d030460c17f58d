using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Pull;

/// <summary>Records the document from which the code was generated.</summary>
public static partial class LockFile
{
    /// <summary>
    /// Validates a version. Builds use it in a command that installs the server, so it must not contain anything else.
    /// </summary>
    public static string CheckVersion(string version) => Version().IsMatch(version)
        ? version
        : throw new SpecToolException($"\"{version}\" is not a valid server version.");

    public static JObject Create(string serverVersion, string documentText, JObject document, string nswagVersion) => new()
    {
        ["server"] = CheckVersion(serverVersion),
        ["sha256"] = Json.Sha256(documentText),
        ["operations"] = OpenApi.Operations(document).Count(),
        ["schemas"] = OpenApi.Schemas(document).Count,
        ["tools"] = new JObject { ["nswag"] = nswagVersion },
    };

    /// <summary>Rejects a document that does not match the lock file.</summary>
    /// <returns>The version of the server that the document comes from.</returns>
    public static string Check(string lockPath, string documentPath)
    {
        var content = Json.ReadFile(lockPath);
        var version = (string?)content["server"] ?? throw new SpecToolException($"{lockPath} does not name a server.");
        CheckVersion(version);
        return (string?)content["sha256"] == Json.Sha256(File.ReadAllText(documentPath))
            ? version
            : throw new SpecToolException($"{Path.GetFileName(documentPath)} does not match {Path.GetFileName(lockPath)} because it was edited by hand. Pull it again: dotnet msbuild build/regenerate.proj -t:Pull -p:ServerVersion={version}");
    }

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?\z")]
    private static partial Regex Version();
}
