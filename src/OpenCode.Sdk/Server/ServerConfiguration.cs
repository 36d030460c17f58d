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

    private static readonly JsonDocumentOptions s_reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 256 };

    /// <summary>
    /// Gets whether the variable contains the inherited permissions. Without it, the server merges them after everything else.
    /// </summary>
    public bool IncludesPermissions { get; init; }

    /// <summary>Merges configurations.</summary>
    /// <param name="inherited">The configuration in the environment; null for none.</param>
    /// <param name="isUnattended">Whether the server runs unattended.</param>
    /// <param name="json">The caller's JSON; null for none.</param>
    /// <param name="config">The caller's configuration; null for none.</param>
    /// <param name="permissions">The permissions in the environment, as JSON; null for none.</param>
    /// <exception cref="ArgumentException">A configuration is not a JSON object, or is too large to be passed.</exception>
    public static ServerConfiguration Compose(string? inherited, bool isUnattended, string? json, Config? config, string? permissions = null)
    {
        if (!isUnattended && json is null && config is null)
        {
            return new(inherited, File: null);
        }

        List<JsonElement> callers =
        [
            .. Layer(json, nameof(OpenCodeServerOptions.ConfigJson)),
            .. Layer(config is null ? null : Encoding.UTF8.GetString(OpenCodeJson.Write(config)), nameof(OpenCodeServerOptions.Config)),
        ];
        var includesPermissions = permissions is not null && (isUnattended || callers.Exists(HasPermissions));
        List<JsonElement> layers =
        [
            .. Layer(inherited, $"The environment variable {ServerEnvironment.ConfigVariable}"),
            .. includesPermissions ? Layer(permissions, $"The environment variable {ServerEnvironment.PermissionVariable}").Select(AsConfiguration) : [],
            .. isUnattended ? [UnattendedRules.Layer] : Array.Empty<JsonElement>(),
            .. callers,
        ];
        var whole = layers is [var only] ? only : JsonLayers.Merge(layers);
        return Divide(isUnattended ? UnattendedRules.Apply(whole, callers) : whole, nameof(OpenCodeServerOptions.Config)) with { IncludesPermissions = includesPermissions };

        static IEnumerable<JsonElement> Layer(string? json, string name) => json is null ? [] : [Parse(json, name)];

        static JsonElement AsConfiguration(JsonElement permissions) => JsonLayers.Object([new("permission", permissions)]);

        static bool HasPermissions(JsonElement layer) => JsonRead.Members(layer).Any(member => ConfigurationPlace.Root.Member(member.Key) == ConfigurationPlace.Permissions);
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
        foreach (var entry in ConfigurationEntry.Of(whole).Where(IsMovable).OrderByDescending(entry => entry.Bytes))
        {
            moved.Add(entry);
            inline = JsonLayers.Write(whole, entry => !moved.Contains(entry));
            if (Encoding.UTF8.GetByteCount(inline) <= MaxInlineBytes)
            {
                return new(inline, JsonLayers.Write(whole, moved.Contains));
            }
        }

        throw new ArgumentException(
            FormattableString.Invariant($"{option} has {Encoding.UTF8.GetByteCount(JsonLayers.Write(whole))} bytes, and more than {MaxInlineBytes} of them cannot be moved to a file. Put large texts into files and refer to them with {{file:PATH}}. Permissions are never moved, because a project's configuration would override them."),
            option);

        // Permissions stay together in the variable: in the file, a project could override them, and their order would change.
        static bool IsMovable(ConfigurationEntry entry) => entry.Bytes >= LargeEntryBytes && !entry.IsRules && !entry.Contains("{file:");
    }
}
