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
        LiveServer.Scripts.Answer(prompt, request => Chunks(request.FollowsTool ? new DemoText(request.ToolResults[^1]) : new DemoToolCall(tool, arguments)));

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
