using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Samples;

namespace OpenCode.ContractTests.Tools;

/// <summary>Models that call tools, and what they hear from them.</summary>
internal static class ToolScripts
{
    public static OpenCodeClient Client => LiveServer.Client;

    /// <summary>Lets the model call a tool, and answer with the text of the result.</summary>
    public static void Call(string prompt, string tool, string arguments) =>
        LiveServer.Scripts.Answer(prompt, request => Chunks(request.FollowsTool ? new DemoText(ResultOf(request)) : new DemoToolCall(tool, arguments)));

    /// <summary>The text of the last tool result that the model gets.</summary>
    public static string ResultOf(DemoRequest request)
    {
        var content = request.Body.GetProperty("messages").EnumerateArray().Last(m => m.GetProperty("role").GetString() == "tool").GetProperty("content");
        return content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();
    }

    /// <summary>The names of the tools that the model sees.</summary>
    public static IReadOnlyList<string> NamesIn(DemoRequest request) =>
        [.. request.Body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!)];

    public static IAsyncEnumerable<DemoChunk> Chunks(params DemoChunk[] chunks) => chunks.ToAsyncEnumerable();

    /// <summary>Runs a prompt in a new session, and returns its turn.</summary>
    public static async Task<TurnResult> RunAsync(string prompt, CancellationToken cancellationToken, OpenCodeClient? client = null, SessionCreateRequest? session = null)
    {
        client ??= Client;
        var created = await client.Session.CreateAsync(session, cancellationToken: cancellationToken);
        return await client.Session.RunAsync(created.Id, prompt, null, cancellationToken);
    }

    /// <summary>A function with a name.</summary>
    public static AIFunction Function(string name, Delegate method) => AIFunctionFactory.Create(method, new AIFunctionFactoryOptions
    {
        Name = name,
        ConfigureParameterBinding = ToolCallContext.Bind,
        SerializerOptions = ToolJson.Default.Options,
    });
}
