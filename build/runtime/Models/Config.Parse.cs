// Needs: Config
using OpenCode.Requests;

namespace OpenCode.Models;

public sealed partial record Config
{
    /// <summary>Parses a configuration in the format of an <c>opencode.json</c> or <c>opencode.jsonc</c> file.</summary>
    /// <param name="json">A JSON object. Comments and trailing commas are allowed.</param>
    /// <returns>The configuration. Members that this version does not know are in <see cref="AdditionalProperties"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="JsonException">
    /// The JSON is malformed, or a member has another kind than the server expects. <see cref="JsonException.Path"/> contains the
    /// location.
    /// </exception>
    /// <example><code>
    /// var config = Config.Parse(File.ReadAllText("agent.json"));
    /// await using var server = await OpenCodeServer.StartAsync(new() { Config = config with { Model = "anthropic/claude-sonnet-4-5" } });
    /// </code></example>
    public static Config Parse(string json)
    {
        Require.NotNull(json, nameof(json));
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 });
        var plain = OpenCodeJson.Write(document.RootElement, JsonText.Write);
        return OpenCodeJson.Read(plain, ReadFrom, new JsonReading { IsStrict = true });
    }
}
