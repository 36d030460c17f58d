namespace OpenCode;

/// <summary>Specifies what happens to a permission request that no rule and no handler decides.</summary>
public enum PermissionPolicy
{
    /// <summary>The request waits for a reply from the reader of the stream or another client. A log entry reports it.</summary>
    Ask,

    /// <summary>The request is allowed once.</summary>
    AllowOnce,

    /// <summary>The request is rejected. The server ends the turn without a response: <see cref="PromptRejected"/>.</summary>
    Reject,

    /// <summary>The request is rejected. The agent is informed that no one can allow it, and continues without it.</summary>
    RejectAndContinue,
}
