using Microsoft.Extensions.Logging;

namespace OpenCode;

/// <summary>Specifies the hooks of this process. A hook without a handler isn't registered and has no cost.</summary>
/// <remarks>
/// Handlers run concurrently, except for <see cref="Event"/>. The token of a handler is canceled when its result is no longer
/// needed.
/// </remarks>
public sealed record OpenCodeHooksOptions
{
    /// <summary>
    /// Gets or sets the handler that runs before each tool, including tools of MCP servers and tools in sub-agents.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<BeforeToolContext, CancellationToken, Task<BeforeToolDecision>>? BeforeTool { get; set; }

    /// <summary>Gets or sets the timeout and the failure behavior of <see cref="BeforeTool"/>.</summary>
    /// <value>The policy. The default is a timeout of 30 seconds and <see cref="HookFailure.Refuse"/>.</value>
    public HookPolicy BeforeToolPolicy { get; set; } = new();

    /// <summary>
    /// Gets or sets the handler that runs after each tool that has succeeded, before the model receives the output. It doesn't
    /// run for a tool that fails.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<AfterToolContext, CancellationToken, Task<AfterToolDecision>>? AfterTool { get; set; }

    /// <summary>
    /// Gets or sets the timeout and the failure behavior of <see cref="AfterTool"/>. <see cref="HookFailure.Refuse"/> withholds
    /// the output.
    /// </summary>
    /// <value>The policy. The default is a timeout of 30 seconds and <see cref="HookFailure.Refuse"/>.</value>
    public HookPolicy AfterToolPolicy { get; set; } = new();

    /// <summary>
    /// Gets or sets the handler that runs when a session receives a prompt, including the prompt of an agent for its sub-agent.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<PromptHookContext, CancellationToken, Task<PromptDecision>>? Prompt { get; set; }

    /// <summary>Gets or sets the timeout and the failure behavior of <see cref="Prompt"/>.</summary>
    /// <value>The policy. The default is a timeout of 30 seconds and <see cref="HookFailure.Refuse"/>.</value>
    public HookPolicy PromptPolicy { get; set; } = new();

    /// <summary>
    /// Gets or sets the handler that replies to permission requests of the agent. <see cref="PermissionDecision.None"/> leaves
    /// the request to others, for example to a user or to <see cref="TurnOptions.OnPermission"/>. The first reply decides.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<PermissionHookContext, CancellationToken, Task<PermissionDecision>>? Permission { get; set; }

    /// <summary>Gets or sets the timeout and the failure behavior of <see cref="Permission"/>.</summary>
    /// <value>
    /// The policy. The default is <see cref="HookFailure.Refuse"/> and a timeout of 10 minutes, because the handler may ask a
    /// user.
    /// </value>
    public HookPolicy PermissionPolicy { get; set; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>
    /// Gets or sets the handler of events of all directories. It runs for one event at a time, in the order of the events. The
    /// server doesn't wait for it. An exception is logged, and the handler continues with the next event.
    /// </summary>
    /// <value>The handler. The default is null.</value>
    public Func<EventHookContext, CancellationToken, Task>? Event { get; set; }

    /// <summary>Gets or sets the types of events for <see cref="Event"/>, for example <c>session.idle</c>.</summary>
    /// <value>The types. The default is null: all types.</value>
    public IReadOnlyList<string>? EventTypes { get; set; }

    /// <summary>Gets or sets the timeout of <see cref="Event"/> for one event.</summary>
    /// <value>A time from 1 millisecond to 20 days. The default is 30 seconds.</value>
    public TimeSpan EventTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets the maximum number of events that wait in the server for <see cref="Event"/>. If there are more, the oldest
    /// are dropped, and the number is logged.
    /// </summary>
    /// <value>A positive number. The default is 10,000.</value>
    public int MaxQueuedEvents { get; set; } = 10_000;

    /// <summary>
    /// Gets or sets the maximum size of a request from the server to a hook. A hook whose request would exceed it fails;
    /// <see cref="HookPolicy.OnFailure"/> determines the behavior.
    /// </summary>
    /// <value>A positive number of bytes of JSON. The default is 128 MiB.</value>
    public int MaxBodyBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Gets or sets the timeout of <see cref="OpenCodeHooks.EnsureLoadedAsync"/>.</summary>
    /// <value>A time from 1 millisecond to 20 days. The default is 30 seconds.</value>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the factory of the logger.</summary>
    /// <value>The factory. The default is null: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the clock for timeouts. Tests replace it.</summary>
    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is null or out of range, or there is no handler.</exception>
    public void Validate()
    {
        if (BeforeTool is null && AfterTool is null && Prompt is null && Permission is null && Event is null)
        {
            throw new ArgumentException("No handler is set. Set at least one, for example BeforeTool.");
        }

        Require(BeforeToolPolicy, nameof(BeforeToolPolicy));
        Require(AfterToolPolicy, nameof(AfterToolPolicy));
        Require(PromptPolicy, nameof(PromptPolicy));
        Require(PermissionPolicy, nameof(PermissionPolicy));
        RequireTime(EventTimeout, nameof(EventTimeout));
        RequireTime(LoadTimeout, nameof(LoadTimeout));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedEvents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBodyBytes);
        if (EventTypes?.Any(string.IsNullOrEmpty) == true)
        {
            throw new ArgumentException("EventTypes must not contain null or an empty string.", nameof(EventTypes));
        }
    }

    /// <summary>Returns the names of the hooks that have handlers.</summary>
    public override string ToString()
    {
        (string Name, Delegate? Handler)[] hooks = [(nameof(BeforeTool), BeforeTool), (nameof(AfterTool), AfterTool), (nameof(Prompt), Prompt), (nameof(Permission), Permission), (nameof(Event), Event)];
        return $"{nameof(OpenCodeHooksOptions)} {{ {string.Join(", ", hooks.Where(hook => hook.Handler is not null).Select(hook => hook.Name))} }}";
    }

    private static void Require(HookPolicy policy, string name)
    {
        ArgumentNullException.ThrowIfNull(policy, name);
        if (policy.Timeout != Timeout.InfiniteTimeSpan)
        {
            RequireTime(policy.Timeout, name);
        }

        if (policy.OnFailure is not (HookFailure.Refuse or HookFailure.Continue))
        {
            throw new ArgumentOutOfRangeException(name, policy.OnFailure, $"{name}.OnFailure must be a value of HookFailure.");
        }
    }

    private static void RequireTime(TimeSpan value, string name)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromDays(20))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 1 millisecond and 20 days.");
        }
    }
}
