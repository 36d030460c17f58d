using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OpenCode.AI.Prompts;

/// <summary>Reads <see cref="ChatOptions.AdditionalProperties"/>.</summary>
internal sealed class ExtraProperties
{
    private static readonly string[] s_known = [OpenCodeChatProperties.Agent, OpenCodeChatProperties.Variant, OpenCodeChatProperties.Fork, OpenCodeChatProperties.ForkAfter];

    private readonly AdditionalPropertiesDictionary _properties;

    /// <param name="properties">The properties; null for none.</param>
    /// <param name="foreign">The keys that are meant for others.</param>
    /// <exception cref="ArgumentException">A key is not known.</exception>
    public ExtraProperties(AdditionalPropertiesDictionary? properties, IReadOnlyCollection<string> foreign)
    {
        _properties = properties ?? [];
        foreach (var key in _properties.Keys)
        {
            if (!s_known.Contains(key, StringComparer.OrdinalIgnoreCase) && !foreign.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"ChatOptions.AdditionalProperties[\"{key}\"] is not supported. The keys are {string.Join(", ", s_known)}; " +
                    $"name keys that are meant for other parts of the pipeline in OpenCodeChatClientOptions.{nameof(OpenCodeChatClientOptions.ForeignProperties)}.");
            }
        }
    }

    /// <exception cref="ArgumentException">The value is not a text.</exception>
    public string? Text(string key) => Value(key) switch
    {
        null => null,
        string { Length: > 0 } text => text,
        JsonElement { ValueKind: JsonValueKind.String } json when json.GetString() is { Length: > 0 } text => text,
        var other => throw Invalid(key, other, "a text that is not empty"),
    };

    /// <exception cref="ArgumentException">The value is not true or false.</exception>
    public bool Flag(string key) => Value(key) switch
    {
        null => false,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        var other => throw Invalid(key, other, "true or false"),
    };

    private object? Value(string key) => _properties.TryGetValue(key, out var value) ? value : null;

    private static ArgumentException Invalid(string key, object value, string expected) =>
        new($"ChatOptions.AdditionalProperties[\"{key}\"] = {value} is not {expected}.");
}
