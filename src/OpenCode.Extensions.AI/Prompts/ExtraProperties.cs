using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OpenCode.AI.Prompts;

/// <summary>Reads <see cref="ChatOptions.AdditionalProperties"/>.</summary>
internal sealed class ExtraProperties
{
    private static readonly string[] s_known = [OpenCodeChatProperties.Agent, OpenCodeChatProperties.Variant, OpenCodeChatProperties.Fork, OpenCodeChatProperties.ForkAfter];

    private readonly AdditionalPropertiesDictionary _properties;

    /// <param name="properties">The properties; null for none.</param>
    /// <param name="foreign">The keys that are intended for other parts of the pipeline.</param>
    /// <exception cref="ArgumentException">A key is unknown.</exception>
    public ExtraProperties(AdditionalPropertiesDictionary? properties, IReadOnlyCollection<string> foreign)
    {
        _properties = properties ?? [];
        foreach (var key in _properties.Keys)
        {
            if (!s_known.Contains(key, StringComparer.OrdinalIgnoreCase) && !foreign.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"ChatOptions.AdditionalProperties[\"{key}\"] is not supported. The supported keys are {string.Join(", ", s_known)}. " +
                    $"Add keys that are intended for other parts of the pipeline to OpenCodeChatClientOptions.{nameof(OpenCodeChatClientOptions.ForeignProperties)}.");
            }
        }
    }

    /// <exception cref="ArgumentException">The value isn't a string, or it is empty.</exception>
    public string? Text(string key) => Value(key) switch
    {
        null => null,
        string { Length: > 0 } text => text,
        JsonElement { ValueKind: JsonValueKind.String } json when json.GetString() is { Length: > 0 } text => text,
        var other => throw Invalid(key, other, "a string that is not empty"),
    };

    /// <exception cref="ArgumentException">The value isn't a Boolean value.</exception>
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
        new($"ChatOptions.AdditionalProperties[\"{key}\"] = {value} is not valid. It must be {expected}.");
}
