using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Specifies the identity of an opencode agent and the defaults of its runs. Immutable.</summary>
/// <example><code>
/// var agent = client.AsAIAgent(new()
/// {
///     Name = "writer",
///     Description = "Writes code.",
///     DefaultModelId = "anthropic/claude-sonnet-4-5",
///     Instructions = "Write tests first.",
/// });
/// </code></example>
public sealed record OpenCodeAgentOptions
{
    /// <summary>
    /// Gets the identifier of the agent in the framework. Workflows that restore checkpoints require the same identifier after a
    /// restart.
    /// </summary>
    /// <value>An identifier. The default is null: a random identifier.</value>
    public string? Id { get; init; }

    /// <summary>Gets the name of the agent in the framework. It is also the author of the agent's messages.</summary>
    /// <value>A name. The default is null: no name.</value>
    public string? Name { get; init; }

    /// <summary>Gets a description of the agent's purpose for other agents and for users.</summary>
    /// <value>A description. The default is null: no description.</value>
    public string? Description { get; init; }

    /// <summary>
    /// Gets the instructions, which are the beginning of the system prompt of each prompt. The server's own system prompt
    /// precedes them.
    /// </summary>
    /// <value>The instructions. The default is null: no instructions.</value>
    public string? Instructions { get; init; }

    /// <summary>Gets the model to use if the options of a run specify none.</summary>
    /// <value>
    /// A model in the form <c>provider/model</c>. The default is null: the server uses the model of the session, of the agent, or
    /// in its configuration.
    /// </value>
    public string? DefaultModelId { get; init; }

    /// <summary>Gets the agent in the server's configuration.</summary>
    /// <value>The name of an agent, for example <c>plan</c>. The default is null: the server uses its default agent.</value>
    public string? Agent { get; init; }

    /// <summary>
    /// Gets the functions that the agent can call. They require <see cref="AddTools"/>. For an
    /// <see cref="ApprovalRequiredAIFunction"/>, the caller of the run must approve each call.
    /// </summary>
    /// <value>The functions. The default is an empty list.</value>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>
    /// Gets the callback that lets the agent call functions, as <see cref="OpenCodeChatClientOptions.AddTools"/> does.
    /// </summary>
    /// <value>The callback. The default is null: functions are refused.</value>
    /// <example><code>
    /// AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token)
    /// </code></example>
    public Func<OpenCodeClient, string, IReadOnlyList<AIFunction>, CancellationToken, Task<IAsyncDisposable>>? AddTools { get; init; }

    /// <summary>
    /// Gets the name of the MCP server for <see cref="AddTools"/>. The model sees it as the prefix of each function name. Agents
    /// that use the same server at the same time must have different names.
    /// </summary>
    /// <value>A name. The default is null: each agent has its own name, which begins with <c>app</c>.</value>
    public string? ToolServerName { get; init; }

    /// <summary>Gets the properties of the sessions that the agent creates, for example permission rules.</summary>
    /// <value>The properties. By default, the server chooses them.</value>
    public SessionCreateRequest NewSession { get; init; } = new();

    /// <summary>
    /// Gets the options of turns, which specify who replies to the agent's requests before the caller, and which limits apply. A
    /// request that its rules, handlers, and policies don't decide is returned to the caller as an approval request or a
    /// question. Timeouts apply to a run; they don't elapse between two runs.
    /// </summary>
    /// <value>The options. By default, the caller gets all requests, and there is no timeout.</value>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>
    /// Gets the time that a run waits for further requests after the first one. Requests of concurrent tool calls are then
    /// returned in one response. Later requests are returned by the next run.
    /// </summary>
    /// <value>A time from zero to one minute. The default is 250 milliseconds.</value>
    public TimeSpan RequestGracePeriod { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Gets the keys of <see cref="Microsoft.Agents.AI.AgentRunOptions.AdditionalProperties"/> that are intended for other
    /// components. All keys that are neither in this collection nor in <see cref="OpenCodeChatProperties"/> are refused.
    /// </summary>
    /// <value>The keys. The default is an empty collection.</value>
    public IReadOnlyCollection<string> ForeignProperties { get; init; } = [];

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Tools);
        if (Id is not null && string.IsNullOrWhiteSpace(Id))
        {
            throw new ArgumentException($"{nameof(Id)} must not be empty. Use null for a random identifier.", nameof(Id));
        }

        if (RequestGracePeriod < TimeSpan.Zero || RequestGracePeriod > TimeSpan.FromMinutes(1))
        {
            throw new ArgumentOutOfRangeException(nameof(RequestGracePeriod), RequestGracePeriod, $"{nameof(RequestGracePeriod)} must be between zero and one minute.");
        }

        ToChatClientOptions().Validate();
    }

    internal OpenCodeChatClientOptions ToChatClientOptions() => new()
    {
        DefaultModelId = DefaultModelId,
        Agent = Agent,
        NewSession = NewSession,
        Turn = Turn,
        ForeignProperties = ForeignProperties,
        AddTools = AddTools,
        ToolServerName = ToolServerName,
    };
}
