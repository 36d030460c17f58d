using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// How a turn is watched: who replies to what the agent asks, and when to give up. The same options serve streams and
/// <c>RunAsync</c>. Immutable.
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
    /// A set for programs that nobody watches: what no rule allows is rejected and the agent goes on without it, questions are
    /// left to the agent, a turn without progress ends after 15 minutes, and the server may wait at most 5 minutes to retry.
    /// </summary>
    public static TurnOptions Unattended { get; } = new()
    {
        PermissionPolicy = OpenCode.PermissionPolicy.RejectAndContinue,
        QuestionPolicy = OpenCode.QuestionPolicy.LetAgentDecide,
        NoProgressTimeout = TimeSpan.FromMinutes(15),
        MaxRetryDelay = TimeSpan.FromMinutes(5),
    };

    /// <summary>
    /// Decides permission requests, including those of sub-agents, before <see cref="OnPermission"/> is asked. As in the server's
    /// configuration the last rule that matches wins, and <c>*</c> and <c>?</c> are wildcards. A request for several patterns is
    /// allowed only if all of them are. A denied agent is told so and goes on. By default there are no rules.
    /// </summary>
    public IReadOnlyList<PermissionRule> PermissionRules { get; init; } = [];

    /// <summary>
    /// Replies to permission requests, including those of sub-agents. By default there is no handler. It runs beside the stream,
    /// for several requests at the same time; an exception that it throws ends the stream.
    /// </summary>
    public Func<PermissionRequest, CancellationToken, Task<PermissionDecision>>? OnPermission { get; init; }

    /// <summary>
    /// Replies to questions, including those of sub-agents. By default there is no handler. It runs beside the stream; an
    /// exception that it throws ends the stream.
    /// </summary>
    public Func<QuestionRequest, CancellationToken, Task<QuestionDecision>>? OnQuestion { get; init; }

    /// <summary>
    /// What happens to a permission request that no rule and no handler decides. By default a stream leaves it to its reader
    /// (<see cref="OpenCode.PermissionPolicy.Ask"/>), and <c>RunAsync</c>, which has no reader, rejects it
    /// (<see cref="OpenCode.PermissionPolicy.Reject"/>).
    /// </summary>
    public PermissionPolicy? PermissionPolicy { get; init; }

    /// <summary>
    /// What happens to a question that no handler answers. By default a stream leaves it to its reader
    /// (<see cref="OpenCode.QuestionPolicy.Ask"/>), and <c>RunAsync</c>, which has no reader, dismisses it
    /// (<see cref="OpenCode.QuestionPolicy.Reject"/>).
    /// </summary>
    public QuestionPolicy? QuestionPolicy { get; init; }

    /// <summary>
    /// Called once, when the server has taken the turn on and before the first update of its answer, with a handle by which
    /// another process can attach to the turn. The stream waits for it; an exception that it throws ends the stream.
    /// </summary>
    public Func<TurnHandle, CancellationToken, Task>? OnStarted { get; init; }

    /// <summary>
    /// Whether cancellation also stops the agent and its sub-agents. Then the stream ends once their sessions are idle, after
    /// <see cref="StopTimeout"/> at the latest. By default it does for a turn that the call has started, and does not for one
    /// that it only watches. Leaving the loop never stops the agent.
    /// </summary>
    public bool? AbortWhenCancelled { get; init; }

    /// <summary>
    /// The hub whose connection is used, so that many turns need only one. It must be of the same client, and of the same
    /// directory or of all directories. By default each turn has a connection of its own.
    /// </summary>
    public EventHub? Hub { get; init; }

    /// <summary>
    /// The longest time for the whole turn. When it passes, the turn is stopped and ends with <see cref="PromptLimitReached"/>. By
    /// default the timeout of the view or the client applies, and if they have none there is no limit.
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> removes the limit of the view or client.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The longest time in which nothing happens in the session and its sub-agents' sessions; then the turn is stopped and ends
    /// with <see cref="PromptLimitReached"/>. Time in which the agent waits for a reply to a request, or the server waits to
    /// retry, does not count. A tool that runs for long without output counts as nothing happening. By default there is no limit.
    /// </summary>
    public TimeSpan? NoProgressTimeout { get; init; }

    /// <summary>
    /// The longest time for the server to open the event stream, to take the turn on, and to respond to each request that
    /// the SDK makes to follow the turn; by default 30 seconds. Then the stream throws a <see cref="TimeoutException"/> that names the request.
    /// </summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time to wait until a session that is stopped is idle; by default 10 seconds. If it is not, the log says so.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest time that the server may wait before it retries a failed model, by default 10 minutes. If it wants to wait
    /// longer, the turn is stopped and ends with <see cref="PromptFailed"/> in the provider's words.
    /// </summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many attempts of the server to reach the model may fail in a row, by default 20, which takes about 8 minutes. After
    /// that the turn is stopped and ends with <see cref="PromptFailed"/> in the provider's words. Null means no limit.
    /// </summary>
    public int? MaxRetryAttempts { get; init; } = 20;

    /// <summary>
    /// The highest cost of the turn including its sub-agents, in US dollars. A turn that has cost more and is not finished is
    /// stopped and ends with <see cref="PromptLimitReached"/>. The cost is known at the end of each step. By default there is no limit.
    /// </summary>
    public decimal? MaxCost { get; init; }

    /// <summary>The highest number of tokens of the turn including its sub-agents; like <see cref="MaxCost"/>.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>The highest number of steps (messages of models) of the turn including its sub-agents; like <see cref="MaxCost"/>.</summary>
    public int? MaxSteps { get; init; }

    /// <exception cref="ArgumentException">An option has a value that can't work.</exception>
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
