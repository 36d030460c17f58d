using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Specifies the defaults of an opencode chat client. Immutable.</summary>
/// <example><code>
/// IChatClient chat = client.AsChatClient(new()
/// {
///     DefaultModelId = "anthropic/claude-sonnet-4-5",
///     Agent = "plan",
///     Turn = TurnOptions.Unattended,
/// });
/// </code></example>
public sealed record OpenCodeChatClientOptions
{
    /// <summary>Gets the model to use if <see cref="ChatOptions.ModelId"/> is null.</summary>
    /// <value>
    /// A model in the form <c>provider/model</c>. The default is null: the server uses the model of the session, of the agent, or
    /// in its configuration.
    /// </value>
    public string? DefaultModelId { get; init; }

    /// <summary>Gets the agent to use if the options of a call specify none.</summary>
    /// <value>The name of an agent, for example <c>plan</c>. The default is null: the server uses its default agent.</value>
    public string? Agent { get; init; }

    /// <summary>Gets the properties of the sessions that the chat client creates, for example permission rules.</summary>
    /// <value>The properties. By default, the server chooses them.</value>
    public SessionCreateRequest NewSession { get; init; } = new();

    /// <summary>Gets the options of turns, which specify who replies to the agent's requests and which limits apply.</summary>
    /// <value>
    /// The options. By default, permission requests are rejected and questions are dismissed, also in streams, because code that
    /// reads only text can't reply. There is no timeout.
    /// </value>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>
    /// Gets whether each response has its own session, which is deleted after the response. Responses then have no
    /// <see cref="ChatResponse.ConversationId"/>, and calls with one are refused. To continue a conversation, pass its history
    /// again. Set it when several callers share a cache in front of the chat client and the sessions themselves aren't needed.
    /// </summary>
    /// <value>The default is false.</value>
    public bool IsStateless { get; init; }

    /// <summary>
    /// Gets the keys of <see cref="ChatOptions.AdditionalProperties"/> that are intended for other parts of the pipeline. All
    /// keys that are neither in this collection nor in <see cref="OpenCodeChatProperties"/> are refused.
    /// </summary>
    /// <value>The keys. The default is an empty collection.</value>
    public IReadOnlyCollection<string> ForeignProperties { get; init; } = [];

    /// <summary>
    /// Gets the callback that lets the agent call the functions of <see cref="ChatOptions.Tools"/> while a response is created.
    /// Its parameters include the name of the MCP server that serves the functions. Disposing the result removes the functions.
    /// </summary>
    /// <value>
    /// The callback. The default is null: functions are refused. <c>AddToolsAsync</c> of the package
    /// <c>OpenCodeNet.Extensions.Tools</c> provides an implementation. This package doesn't depend on that one, because it serves
    /// the functions with ASP.NET Core.
    /// </value>
    /// <example><code>
    /// IChatClient chat = client.AsChatClient(new()
    /// {
    ///     AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
    /// });
    /// </code></example>
    public Func<OpenCodeClient, string, IReadOnlyList<AIFunction>, CancellationToken, Task<IAsyncDisposable>>? AddTools { get; init; }

    /// <summary>
    /// Gets the name of the MCP server for <see cref="AddTools"/>. The model sees it as the prefix of each function name, for
    /// example <c>app_GetOrder</c>. Chat clients that use the same server at the same time must have different names.
    /// </summary>
    /// <value>A name. The default is null: each chat client has its own name, which begins with <c>app</c>.</value>
    public string? ToolServerName { get; init; }

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(NewSession);
        ArgumentNullException.ThrowIfNull(Turn);
        ArgumentNullException.ThrowIfNull(ForeignProperties);
        if (DefaultModelId is not null && !PromptModel.TryParse(DefaultModelId, out _))
        {
            throw new ArgumentException($"{nameof(DefaultModelId)} = \"{DefaultModelId}\" is not a model. Use the form \"provider/model\", for example \"anthropic/claude-sonnet-4-5\".", nameof(DefaultModelId));
        }

        if (ToolServerName is not null && string.IsNullOrWhiteSpace(ToolServerName))
        {
            throw new ArgumentException($"{nameof(ToolServerName)} must not be empty. Use null for a generated name.", nameof(ToolServerName));
        }

        if (Agent is not null && string.IsNullOrWhiteSpace(Agent))
        {
            throw new ArgumentException($"{nameof(Agent)} must not be empty. Use null for the default agent.", nameof(Agent));
        }
    }
}
