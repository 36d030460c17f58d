using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace OpenCode.ContractTests.Chat;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Person[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ChatJsonContext : JsonSerializerContext;

/// <summary>The options of chat clients, with the types of these tests.</summary>
internal static class ChatJson
{
    public static JsonSerializerOptions Options { get; } = new(ChatJsonContext.Default.Options) { TypeInfoResolver = JsonTypeInfoResolver.Combine(ChatJsonContext.Default, AIJsonUtilities.DefaultOptions.TypeInfoResolver) };
}

internal sealed record Person
{
    public string? FullName { get; init; }

    public int Age { get; init; }

    public string? Town { get; init; }

    public Job Job { get; init; }
}

internal enum Job
{
    Unknown,
    Singer,
    Programmer,
}
