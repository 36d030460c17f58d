namespace OpenCode.Testing;

/// <summary>The kind of request that started a turn.</summary>
public enum FakePromptKind
{
    /// <summary>A prompt: <c>POST /session/{sessionID}/prompt_async</c> or <c>POST /session/{sessionID}/message</c>.</summary>
    Prompt,

    /// <summary>A command: <c>POST /session/{sessionID}/command</c>.</summary>
    Command,

    /// <summary>A shell command: <c>POST /session/{sessionID}/shell</c>.</summary>
    Shell,

    /// <summary>A summary of the session: <c>POST /session/{sessionID}/summarize</c>.</summary>
    Summary,

    /// <summary>A prompt from an agent to a subagent, which is not included in <see cref="FakeOpenCode.Prompts"/>.</summary>
    SubAgent,
}
