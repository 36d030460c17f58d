using Microsoft.Extensions.AI;
using OpenCode.Models;

namespace OpenCode;

/// <summary>What an opencode agent is, and the defaults of its runs. Immutable.</summary>
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
    /// <summary>The identifier of the agent in the framework. By default a random one. It must be the same after a restart where workflows restore checkpoints.</summary>
    public string? Id { get; init; }

    /// <summary>The name of the agent in the framework, which is the author of its messages. By default there is none.</summary>
    public string? Name { get; init; }

    /// <summary>What the agent is good at, for other agents and for people. By default there is none.</summary>
    public string? Description { get; init; }

    /// <summary>The beginning of the system prompt of each prompt, after that of the server. By default there is none.</summary>
    public string? Instructions { get; init; }

    /// <summary>The model as <c>provider/model</c>. By default the server uses the model of the session, of the agent, or of its configuration.</summary>
    public string? DefaultModelId { get; init; }

    /// <summary>The agent in the server's configuration, for example <c>plan</c>. By default the server's default agent.</summary>
    public string? Agent { get; init; }

    /// <summary>
    /// Functions that the agent can call, which need <see cref="AddTools"/>. With an <see cref="ApprovalRequiredAIFunction"/>, the caller
    /// of the run approves each call. By default there are none.
    /// </summary>
    public IReadOnlyList<AITool> Tools { get; init; } = [];

    /// <summary>Lets the agent call functions, as <see cref="OpenCodeChatClientOptions.AddTools"/> does. Without it, which is the default, functions are refused.</summary>
    /// <example><code>
    /// AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token)
    /// </code></example>
    public Func<OpenCodeClient, string, IReadOnlyList<AIFunction>, CancellationToken, Task<IAsyncDisposable>>? AddTools { get; init; }

    /// <summary>
    /// The name of the MCP server of <see cref="AddTools"/>, which the model sees before the name of each function. Agents that work on
    /// the same server at the same time must have different names. By default each has a name of its own, which begins with <c>app</c>.
    /// </summary>
    public string? ToolServerName { get; init; }

    /// <summary>The properties of sessions that the agent creates, for example permission rules. By default the server chooses them.</summary>
    public SessionCreateRequest NewSession { get; init; } = new();

    /// <summary>
    /// Who replies to what the agent asks before the caller is asked, and when a turn is given up. What the rules, the handlers and the
    /// policies here do not decide becomes an approval request or a question for the caller. By default that is everything, and there is
    /// no timeout. A timeout is that of a run: it does not pass while the agent waits between two runs.
    /// </summary>
    public TurnOptions Turn { get; init; } = new();

    /// <summary>
    /// How long a run waits for further requests after one, so that requests of tools that run side by side come in one response. By
    /// default 250 milliseconds. Those that come later are in the response of the next run.
    /// </summary>
    public TimeSpan RequestGracePeriod { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Keys of <see cref="Microsoft.Agents.AI.AgentRunOptions.AdditionalProperties"/> that are meant for others. All keys that are neither
    /// here nor in <see cref="OpenCodeChatProperties"/> are refused. By default there are none.
    /// </summary>
    public IReadOnlyCollection<string> ForeignProperties { get; init; } = [];

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Tools);
        if (Id is not null && string.IsNullOrWhiteSpace(Id))
        {
            throw new ArgumentException($"{nameof(Id)} must not be empty; use null for a random identifier.", nameof(Id));
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
