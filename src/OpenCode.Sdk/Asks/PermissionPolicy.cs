namespace OpenCode;

/// <summary>What happens to a permission request that no rule and no handler decides.</summary>
public enum PermissionPolicy
{
    /// <summary>The request is left to whoever sees it. The agent waits, and the log says so.</summary>
    Ask,

    /// <summary>The agent may do it this once.</summary>
    AllowOnce,

    /// <summary>The agent may not do it. The server ends the turn without an answer: <see cref="PromptRejected"/>.</summary>
    Reject,

    /// <summary>The agent may not do it, is told that nobody can allow it, and goes on without it.</summary>
    RejectAndContinue,
}
