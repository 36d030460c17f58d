using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>A prompt from the page.</summary>
/// <param name="Text">The text.</param>
public sealed record ChatPrompt(string Text);

/// <summary>A session, as the page shows it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Messages">Its messages, oldest first. The prompts contain the changes that they caused.</param>
/// <param name="IsRunning">Whether the agent is working.</param>
public sealed record ChatSession(Session Session, IReadOnlyList<MessageWithParts> Messages, bool IsRunning);

/// <summary>The JSON of the API. The models of the SDK have their own converters.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChatPrompt))]
[JsonSerializable(typeof(ChatSession))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(IReadOnlyList<Session>))]
[JsonSerializable(typeof(PermissionReplyRequest))]
[JsonSerializable(typeof(PromptUpdate))]
[JsonSerializable(typeof(QuestionReplyRequest))]
internal sealed partial class ChatJson : JsonSerializerContext;
