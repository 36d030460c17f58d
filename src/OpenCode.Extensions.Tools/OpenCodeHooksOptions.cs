using Microsoft.Extensions.Logging;

namespace OpenCode;

/// <summary>What this process decides about the agent's work. A hook without a handler does not exist, and costs nothing.</summary>
/// <remarks>Handlers run at the same time as each other, except for <see cref="Event"/>. They get a token that is canceled when nobody waits for them anymore.</remarks>
public sealed record OpenCodeHooksOptions
{
    /// <summary>Runs before each tool, also of MCP servers and in sub-agents.</summary>
    public Func<BeforeToolContext, CancellationToken, Task<BeforeToolDecision>>? BeforeTool { get; set; }

    /// <summary>Timeout and failure of <see cref="BeforeTool"/>.</summary>
    public HookPolicy BeforeToolPolicy { get; set; } = new();

    /// <summary>Runs after each tool that has succeeded, before the model gets its output. A tool that fails has none.</summary>
    public Func<AfterToolContext, CancellationToken, Task<AfterToolDecision>>? AfterTool { get; set; }

    /// <summary>Timeout and failure of <see cref="AfterTool"/>. <see cref="HookFailure.Refuse"/> withholds the output.</summary>
    public HookPolicy AfterToolPolicy { get; set; } = new();

    /// <summary>Runs when a session gets a prompt, also from an agent for its sub-agent.</summary>
    public Func<PromptHookContext, CancellationToken, Task<PromptDecision>>? Prompt { get; set; }

    /// <summary>Timeout and failure of <see cref="Prompt"/>.</summary>
    public HookPolicy PromptPolicy { get; set; } = new();

    /// <summary>
    /// Replies when the agent asks for a permission. <see cref="PermissionDecision.None"/> leaves the request to others, for example to a user
    /// or to <see cref="TurnOptions.OnPermission"/>; whoever replies first decides.
    /// </summary>
    public Func<PermissionHookContext, CancellationToken, Task<PermissionDecision>>? Permission { get; set; }

    /// <summary>Timeout and failure of <see cref="Permission"/>; 10 minutes by default, because people may be asked.</summary>
    public HookPolicy PermissionPolicy { get; set; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>
    /// Gets the events of all directories, one after the other in their order. The server does not wait for it. An exception is logged, and
    /// the next event follows.
    /// </summary>
    public Func<EventHookContext, CancellationToken, Task>? Event { get; set; }

    /// <summary>The types of events for <see cref="Event"/>, for example <c>session.idle</c>; null, the default, means all.</summary>
    public IReadOnlyList<string>? EventTypes { get; set; }

    /// <summary>The time for one event; 30 seconds by default.</summary>
    public TimeSpan EventTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events wait in the server for <see cref="Event"/>; 10,000 by default. If there are more, the oldest are dropped, which is logged.</summary>
    public int MaxQueuedEvents { get; set; } = 10_000;

    /// <summary>
    /// The limit for what the server sends to a hook, in bytes of JSON; 128 MiB by default. A hook that would exceed it fails, as
    /// <see cref="HookPolicy.OnFailure"/> says.
    /// </summary>
    public int MaxBodyBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>How long <see cref="OpenCodeHooks.EnsureLoadedAsync"/> waits; 30 seconds by default.</summary>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the log; by default nobody.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock for timeouts. Tests set another one.</summary>
    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is null or out of range, or there is no handler.</exception>
    public void Validate()
    {
        if (BeforeTool is null && AfterTool is null && Prompt is null && Permission is null && Event is null)
        {
            throw new ArgumentException("There is no handler, so the hooks would do nothing.");
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
            throw new ArgumentException("EventTypes must not contain null or an empty text.", nameof(EventTypes));
        }
    }

    /// <summary>Returns the hooks that have handlers.</summary>
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
