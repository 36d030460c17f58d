using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace OpenCode.Extensions.Tools.Tests;

internal static class TestFunctions
{
    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { TypeInfoResolver = JsonTypeInfoResolver.Combine(AIJsonUtilities.DefaultOptions.TypeInfoResolver, TestJson.Default) };

    public static AIFunction Function(string name, Delegate method) => AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
    {
        Name = name,
        ConfigureParameterBinding = ToolCallContext.Bind,
        SerializerOptions = s_json,
    });

    /// <summary>The text that the model would see.</summary>
    public static string TextOf(CallToolResult result) => string.Join("|", result.Content.Cast<TextContentBlock>().Select(block => block.Text));
}

[JsonSerializable(typeof(int[]))]
internal sealed partial class TestJson : JsonSerializerContext;
