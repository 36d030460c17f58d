namespace OpenCode;

/// <summary>What happens if a hook cannot decide: its handler throws or exceeds the timeout, or this process is gone or does not respond.</summary>
public enum HookFailure
{
    /// <summary>The hook refuses. The default.</summary>
    Refuse,

    /// <summary>The agent goes on as if there were no hook. A permission request then waits for somebody else's reply.</summary>
    Continue,
}
