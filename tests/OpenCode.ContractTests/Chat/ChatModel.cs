using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.Samples;

namespace OpenCode.ContractTests.Chat;

/// <summary>Chat clients of the live server, and what its model says to them.</summary>
internal static class ChatModel
{
    /// <summary>A chat client whose functions are hosted in this process.</summary>
    public static IChatClient Live { get; } = LiveServer.Client.AsChatClient(new()
    {
        AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
    });

    /// <summary>Lets the model answer prompts that contain a text.</summary>
    public static void Answer(string prompt, Func<DemoRequest, DemoChunk[]> answer) => LiveServer.Scripts.Answer(prompt, request => answer(request).ToAsyncEnumerable());

    /// <summary>Lets the model give the object that was asked for.</summary>
    public static void Structured(string prompt, string json) => Answer(prompt, _ => [new DemoToolCall("StructuredOutput", json)]);

    /// <summary>Lets the model call one of the caller's functions, once for each text of arguments, and say what it got.</summary>
    public static void CallsFunction(string prompt, string function, params string[] arguments) => Answer(prompt, request => request.FollowsTool
        ? [new DemoText($"It says {string.Join(" and ", Results(request))}.")]
        : [.. arguments.Select(a => new DemoToolCall(Tool(request, function), a))]);

    /// <summary>The name under which the model sees a function of the caller.</summary>
    public static string Tool(DemoRequest request, string function) => request.ToolNames.Single(n => n.EndsWith($"_{function}", StringComparison.Ordinal));

    /// <summary>The tools that the model sees.</summary>
    public static IEnumerable<JsonElement> SeenTools(DemoRequest request) => request.Body.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function"));

    /// <summary>What the tools have returned since the model's last message, as text.</summary>
    public static IEnumerable<string> Results(DemoRequest request) =>
        Messages(request).Reverse().TakeWhile(m => m.GetProperty("role").GetString() == "tool").Reverse().Select(m => Text(m.GetProperty("content")));

    /// <summary>The system prompt.</summary>
    public static string SystemPrompt(DemoRequest request) => string.Join('\n', Messages(request).Where(m => m.GetProperty("role").GetString() == "system").Select(m => Text(m.GetProperty("content"))));

    /// <summary>What the user has sent last, as it came.</summary>
    public static string LastOfUser(DemoRequest request) => Messages(request).Last(m => m.GetProperty("role").GetString() == "user").GetProperty("content").GetRawText();

    public static IEnumerable<JsonElement> Messages(DemoRequest request) => request.Body.GetProperty("messages").EnumerateArray();

    public static async Task<ChatResponse> AskAsync(IChatClient chat, IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStreamed, CancellationToken cancellationToken) => isStreamed
        ? await chat.GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken)
        : await chat.GetResponseAsync(messages, options, cancellationToken);

    public static AIFunction Function(string name, Delegate method) =>
        AIFunctionFactory.Create(method, new AIFunctionFactoryOptions { Name = name, SerializerOptions = ChatJson.Options });

    private static string Text(JsonElement content) => content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();
}
