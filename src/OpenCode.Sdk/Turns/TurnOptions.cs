using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Specifies how a turn runs: who replies to the agent's requests, and which limits apply. Streams and <c>RunAsync</c> use the
/// same options. Immutable.
/// </summary>
/// <example><code>
/// var options = TurnOptions.Unattended with
/// {
///     Timeout = TimeSpan.FromMinutes(30),
///     MaxCost = 0.50m,
///     PermissionRules = [new() { Permission = "bash", Pattern = "dotnet *", Action = PermissionAction.Allow }],
/// };
/// </code></example>
public sealed record TurnOptions
{
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>
    /// Gets options for unattended programs. Permissions that no rule allows are rejected and the agent continues without them.
    /// The agent decides its questions. A turn without progress ends after 15 minutes, and the server can wait at most 5 minutes
    /// before a retry.
    /// </summary>
    public static TurnOptions Unattended { get; } = new()
    {
        PermissionPolicy = OpenCode.PermissionPolicy.RejectAndContinue,
        QuestionPolicy = OpenCode.QuestionPolicy.LetAgentDecide,
        NoProgressTimeout = TimeSpan.FromMinutes(15),
        MaxRetryDelay = TimeSpan.FromMinutes(5),
    };

    /// <summary>
    /// Gets the rules that decide permission requests, including those of sub-agents, before <see cref="OnPermission"/> is
    /// called. As in the server's configuration, the last matching rule wins, and <c>*</c> and <c>?</c> are wildcards. A request
    /// for several patterns is allowed only if all of them are allowed. When a rule denies a request, the agent is informed and
    /// continues.
    /// </summary>
    /// <value>The rules, in order. The default is an empty list.</value>
    public IReadOnlyList<PermissionRule> PermissionRules { get; init; } = [];

    /// <summary>
    /// Gets the handler that replies to permission requests, including those of sub-agents. It runs concurrently with the stream,
    /// and for several requests at the same time. An exception that it throws ends the stream.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<PermissionRequest, CancellationToken, Task<PermissionDecision>>? OnPermission { get; init; }

    /// <summary>
    /// Gets the handler that replies to questions, including those of sub-agents. It runs concurrently with the stream. An
    /// exception that it throws ends the stream.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<QuestionRequest, CancellationToken, Task<QuestionDecision>>? OnQuestion { get; init; }

    /// <summary>Gets the policy for a permission request that no rule and no handler decides.</summary>
    /// <value>
    /// The policy. The default is null: a stream leaves the request to its reader (<see cref="OpenCode.PermissionPolicy.Ask"/>),
    /// and <c>RunAsync</c>, which has no reader, rejects it (<see cref="OpenCode.PermissionPolicy.Reject"/>).
    /// </value>
    public PermissionPolicy? PermissionPolicy { get; init; }

    /// <summary>Gets the policy for a question that no handler answers.</summary>
    /// <value>
    /// The policy. The default is null: a stream leaves the question to its reader (<see cref="OpenCode.QuestionPolicy.Ask"/>),
    /// and <c>RunAsync</c>, which has no reader, dismisses it (<see cref="OpenCode.QuestionPolicy.Reject"/>).
    /// </value>
    public QuestionPolicy? QuestionPolicy { get; init; }

    /// <summary>
    /// Gets the callback that receives the handle of the turn, which another process can use to attach to the turn. It is called
    /// once, when the server has accepted the turn and before the first update of the response. The stream waits for it. An
    /// exception that it throws ends the stream.
    /// </summary>
    /// <value>The callback. The default is null.</value>
    public Func<TurnHandle, CancellationToken, Task>? OnStarted { get; init; }

    /// <summary>
    /// Gets whether cancellation also stops the agent and its sub-agents. If it does, the stream ends when their sessions are
    /// idle, and no later than after <see cref="StopTimeout"/>. Leaving the loop never stops the agent.
    /// </summary>
    /// <value>The default is null: cancellation stops a turn that the call started, but not a turn that it only watches.</value>
    public bool? AbortWhenCancelled { get; init; }

    /// <summary>
    /// Gets the hub whose connection the turn uses, so that many turns share one connection. The hub must belong to the same
    /// server, and serve either the directory and workspace of the turn or all directories.
    /// </summary>
    /// <value>The hub. The default is null: each turn has its own connection.</value>
    public EventHub? Hub { get; init; }

    /// <summary>
    /// Gets the timeout of the complete turn. When it elapses, the turn is stopped and ends with
    /// <see cref="PromptLimitReached"/>.
    /// </summary>
    /// <value>
    /// A positive time of at most 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>, which removes the timeout
    /// of the view or client. The default is null: the timeout of the view or client applies, if it has one.
    /// </value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// Gets the maximum time without progress in the session and the sessions of its sub-agents. When it elapses, the turn is
    /// stopped and ends with <see cref="PromptLimitReached"/>. Time in which the agent waits for a reply to a request, or the
    /// server waits to retry, does not count. A tool that runs without output makes no progress.
    /// </summary>
    /// <value>
    /// A positive time of at most 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. The default is null: no
    /// limit.
    /// </value>
    public TimeSpan? NoProgressTimeout { get; init; }

    /// <summary>
    /// Gets the maximum time for the server to open the event stream, to accept the turn, and to respond to each request that
    /// follows the turn. When it elapses, the stream throws a <see cref="TimeoutException"/> that names the request.
    /// </summary>
    /// <value>A positive time of at most 24 days. The default is 30 seconds.</value>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets the maximum time to wait until a session that is being stopped is idle. When it elapses, a warning is logged.
    /// </summary>
    /// <value>A positive time of at most 24 days. The default is 10 seconds.</value>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets the maximum delay before the server retries a failed model. If the server announces a longer delay, the turn is
    /// stopped and ends with <see cref="PromptFailed"/>, which contains the provider's message.
    /// </summary>
    /// <value>
    /// A positive time of at most 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. The default is 10 minutes.
    /// </value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets the maximum number of consecutive attempts to reach the model that can fail. After that, the turn is stopped and ends
    /// with <see cref="PromptFailed"/>, which contains the provider's message.
    /// </summary>
    /// <value>A positive number, or null for no limit. The default is 20, which takes about 8 minutes.</value>
    public int? MaxRetryAttempts { get; init; } = 20;

    /// <summary>
    /// Gets the maximum cost of the turn, including its sub-agents. An unfinished turn that exceeds it is stopped and ends with
    /// <see cref="PromptLimitReached"/>. The cost is known at the end of each step.
    /// </summary>
    /// <value>A positive amount in US dollars. The default is null: no limit.</value>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// Gets the maximum number of tokens of the turn, including its sub-agents. It is applied in the same way as
    /// <see cref="MaxCost"/>.
    /// </summary>
    /// <value>A positive number of tokens. The default is null: no limit.</value>
    public long? MaxTokens { get; init; }

    /// <summary>
    /// Gets the maximum number of steps (messages of models) of the turn, including its sub-agents. It is applied in the same way
    /// as <see cref="MaxCost"/>.
    /// </summary>
    /// <value>A positive number of steps. The default is null: no limit.</value>
    public int? MaxSteps { get; init; }

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(PermissionRules);
        CheckTimeout(Timeout, nameof(Timeout), mayBeInfinite: true);
        CheckTimeout(NoProgressTimeout, nameof(NoProgressTimeout), mayBeInfinite: true);
        CheckTimeout(ResponseTimeout, nameof(ResponseTimeout), mayBeInfinite: false);
        CheckTimeout(StopTimeout, nameof(StopTimeout), mayBeInfinite: false);
        CheckTimeout(MaxRetryDelay, nameof(MaxRetryDelay), mayBeInfinite: true);
        CheckPositive(MaxRetryAttempts, nameof(MaxRetryAttempts));
        CheckPositive(MaxCost, nameof(MaxCost));
        CheckPositive(MaxTokens, nameof(MaxTokens));
        CheckPositive(MaxSteps, nameof(MaxSteps));
    }

    private static void CheckPositive(decimal? value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive.");
        }
    }

    private static void CheckTimeout(TimeSpan? value, string name, bool mayBeInfinite)
    {
        if (value is { } time && !(mayBeInfinite && time == System.Threading.Timeout.InfiniteTimeSpan) && (time <= TimeSpan.Zero || time > s_longestTimeout))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive and at most 24 days{(mayBeInfinite ? ", or Timeout.InfiniteTimeSpan" : "")}.");
        }
    }
}
