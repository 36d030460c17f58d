using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode;

/// <summary>The defaults of an opencode chat client. Immutable.</summary>
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
    /// <summary>
    /// The model where <see cref="ChatOptions.ModelId"/> is null, as <c>provider/model</c>. By default the server uses the model of the
    /// session, of the agent, or of its configuration.
    /// </summary>
    public string? DefaultModelId { get; init; }

    /// <summary>The agent where the options of a call name none, for example <c>plan</c>. By default the server uses its default agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The properties of sessions that the chat client creates, for example permission rules. By default the server chooses them.</summary>
    public SessionCreateRequest NewSession { get; init; } = new();

    /// <summary>
    /// Who replies to what the agent asks, and when a turn is given up. By default permission requests are rejected and questions
    /// dismissed, in streams too, because a reader of text can't reply, and there is no timeout.
    /// </summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>
    /// Whether each response has a session of its own that is deleted after it. Responses then have no
    /// <see cref="ChatResponse.ConversationId"/>, and calls with one are refused; to continue, pass the history again. Use it behind a
    /// cache that several callers share, and where nobody looks at the sessions. The default is false.
    /// </summary>
    public bool IsStateless { get; init; }

    /// <summary>
    /// Keys of <see cref="ChatOptions.AdditionalProperties"/> that are meant for other parts of the pipeline. All keys that are
    /// neither here nor in <see cref="OpenCodeChatProperties"/> are refused. By default there are none.
    /// </summary>
    public IReadOnlyCollection<string> ForeignProperties { get; init; } = [];

    /// <summary>
    /// Lets the agent call the functions of <see cref="ChatOptions.Tools"/> while a response is made, under the name of an MCP server; the
    /// result takes them away again. Without it, which is the default, functions are refused. The package
    /// <c>OpenCodeNet.Extensions.Tools</c> has what it takes; this one does not depend on it, because it serves the functions with
    /// ASP.NET Core.
    /// </summary>
    /// <example><code>
    /// IChatClient chat = client.AsChatClient(new()
    /// {
    ///     AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
    /// });
    /// </code></example>
    public Func<OpenCodeClient, string, IReadOnlyList<AIFunction>, CancellationToken, Task<IAsyncDisposable>>? AddTools { get; init; }

    /// <summary>
    /// The name of the MCP server of <see cref="AddTools"/>. The model sees it before the name of each function, as in <c>app_GetOrder</c>.
    /// Chat clients that work on the same server at the same time must have different names. By default each has a name of its own, which
    /// begins with <c>app</c>.
    /// </summary>
    public string? ToolServerName { get; init; }

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(NewSession);
        ArgumentNullException.ThrowIfNull(Turn);
        ArgumentNullException.ThrowIfNull(ForeignProperties);
        if (DefaultModelId is not null && !PromptModel.TryParse(DefaultModelId, out _))
        {
            throw new ArgumentException($"{nameof(DefaultModelId)} = \"{DefaultModelId}\" is not a model; it must be \"provider/model\", for example \"anthropic/claude-sonnet-4-5\".", nameof(DefaultModelId));
        }

        if (ToolServerName is not null && string.IsNullOrWhiteSpace(ToolServerName))
        {
            throw new ArgumentException($"{nameof(ToolServerName)} must not be empty; use null for a name that is chosen.", nameof(ToolServerName));
        }

        if (Agent is not null && string.IsNullOrWhiteSpace(Agent))
        {
            throw new ArgumentException($"{nameof(Agent)} must not be empty; use null for the default agent.", nameof(Agent));
        }
    }
}
