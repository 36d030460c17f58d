using System.Text;
using System.Text.Json;
using OpenCode.Models;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>
/// Represents the configuration of an opencode process, which is passed in an environment variable or in a private file.
/// </summary>
/// <param name="Inline">
/// The value of <c>OPENCODE_CONFIG_CONTENT</c>, which overrides all other configuration; null for none.
/// </param>
/// <param name="File">The content of the file in <c>OPENCODE_CONFIG</c>; null for none.</param>
internal sealed record ServerConfiguration(string? Inline, string? File)
{
    /// <summary>
    /// Gets the maximum size of the variable. Linux allows 128 KiB for one variable, and Windows 32,767 characters, including the
    /// name.
    /// </summary>
    public static int MaxInlineBytes { get; } = OperatingSystem.IsWindows() ? 30_000 : 100_000;

    /// <summary>
    /// The minimum size of an entry to move. Smaller entries stay, because a project's configuration can override the file.
    /// </summary>
    private const int LargeEntryBytes = 2_000;

    private const string NoQuestions = """
        {"autoupdate":false,"share":"disabled","permission":{"question":"deny","external_directory":"deny","doom_loop":"deny"}}
        """;

    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 };

    /// <summary>Merges configurations.</summary>
    /// <param name="inherited">The configuration in the environment; null for none.</param>
    /// <param name="isUnattended">Whether the server runs unattended.</param>
    /// <param name="json">The caller's JSON; null for none.</param>
    /// <param name="config">The caller's configuration; null for none.</param>
    /// <exception cref="ArgumentException">A configuration is not a JSON object, or is too large to be passed.</exception>
    public static ServerConfiguration Compose(string? inherited, bool isUnattended, string? json, Config? config)
    {
        if (!isUnattended && json is null && config is null)
        {
            return new(inherited, File: null);
        }

        List<JsonElement> layers = [];
        Add(inherited, $"The environment variable {ServerEnvironment.ConfigVariable}");
        Add(isUnattended ? NoQuestions : null, nameof(OpenCodeServerOptions.Unattended));
        Add(json, nameof(OpenCodeServerOptions.ConfigJson));
        Add(config is null ? null : Encoding.UTF8.GetString(OpenCodeJson.Write(config)), nameof(OpenCodeServerOptions.Config));
        return Divide(layers is [var only] ? only : JsonLayers.Merge(layers), nameof(OpenCodeServerOptions.Config));

        void Add(string? layer, string name)
        {
            if (layer is not null)
            {
                layers.Add(Parse(layer, name));
            }
        }
    }

    /// <summary>Reads JSON, which may contain comments and trailing commas as in <c>opencode.jsonc</c>.</summary>
    /// <exception cref="ArgumentException">The text is not a JSON object.</exception>
    public static JsonElement Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_reading);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonLayers.Plain(document.RootElement)
                : throw new ArgumentException($"{name} is not a JSON object but {document.RootElement.ValueKind}.", name);
        }
        catch (JsonException e)
        {
            // The text may contain secrets.
            throw new ArgumentException($"{name} is not valid JSON: {e.Message}", name, e);
        }
    }

    /// <summary>Moves the largest entries to the file until the remaining entries fit in a variable.</summary>
    private static ServerConfiguration Divide(JsonElement whole, string option)
    {
        var inline = JsonLayers.Write(whole);
        if (Encoding.UTF8.GetByteCount(inline) <= MaxInlineBytes)
        {
            return new(inline, File: null);
        }

        // File references in the variable are relative to the project; in the file, they would be relative to the private folder.
        HashSet<ConfigurationEntry> moved = [];
        foreach (var entry in ConfigurationEntry.Of(whole).Where(entry => entry.Bytes >= LargeEntryBytes && !entry.Contains("{file:")).OrderByDescending(entry => entry.Bytes))
        {
            moved.Add(entry);
            inline = JsonLayers.Write(whole, entry => !moved.Contains(entry));
            if (Encoding.UTF8.GetByteCount(inline) <= MaxInlineBytes)
            {
                return new(inline, JsonLayers.Write(whole, moved.Contains));
            }
        }

        throw new ArgumentException(
            FormattableString.Invariant($"{option} has {Encoding.UTF8.GetByteCount(JsonLayers.Write(whole))} bytes, and more than {MaxInlineBytes} of them cannot be moved to a file. Put large texts into files and refer to them with {{file:PATH}}."),
            option);
    }
}
