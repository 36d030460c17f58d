namespace OpenCode;

/// <summary>
/// Specifies the behavior when a hook can't decide, because its handler throws or exceeds the timeout, or because this process
/// has ended or doesn't respond.
/// </summary>
public enum HookFailure
{
    /// <summary>The hook refuses. This is the default.</summary>
    Refuse,

    /// <summary>The agent continues as if there were no hook. A permission request then waits for another reply.</summary>
    Continue,
}
