namespace OpenCode;

/// <summary>What becomes of a request of the agent that nobody answers.</summary>
public enum AskPolicy
{
    /// <summary>It is left to whoever sees it. The agent waits, and the log says so.</summary>
    Ask,

    /// <summary>A permission is given once; a question, which can't be answered by a policy, is left.</summary>
    AllowOnce,

    /// <summary>It is turned down.</summary>
    Reject,
}
