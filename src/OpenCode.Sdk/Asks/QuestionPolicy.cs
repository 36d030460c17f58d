namespace OpenCode;

/// <summary>What happens to a question of the agent that no handler answers.</summary>
public enum QuestionPolicy
{
    /// <summary>The question is left to whoever sees it. The agent waits, and the log says so.</summary>
    Ask,

    /// <summary>The question is dismissed. The server ends the turn without an answer: <see cref="PromptRejected"/>.</summary>
    Reject,

    /// <summary>The agent is told that nobody can answer and that it must decide by itself, and goes on.</summary>
    LetAgentDecide,
}
