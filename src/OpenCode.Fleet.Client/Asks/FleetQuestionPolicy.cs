namespace OpenCode.Fleet;

/// <summary>Specifies what happens with a question of an agent.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetQuestionPolicy")]
public enum FleetQuestionPolicy
{
    /// <summary>The agent is asked to decide.</summary>
    LetAgentDecide,

    /// <summary>The question is dismissed, and the turn ends.</summary>
    Reject,

    /// <summary>The question waits until a client replies.</summary>
    Ask,
}
