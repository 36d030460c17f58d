namespace OpenCode;

/// <summary>Specifies what happens to a question of the agent that no handler answers.</summary>
public enum QuestionPolicy
{
    /// <summary>The question waits for a reply from the reader of the stream or another client. A log entry reports it.</summary>
    Ask,

    /// <summary>The question is dismissed. The server ends the turn without a response: <see cref="PromptRejected"/>.</summary>
    Reject,

    /// <summary>The agent is informed that no one can answer the question, decides on its own, and continues.</summary>
    LetAgentDecide,
}
