namespace OpenCode;

/// <summary>The limits of a turn.</summary>
public enum TurnLimit
{
    /// <summary><see cref="TurnOptions.Timeout"/>, or the timeout of the view or client.</summary>
    Timeout,

    /// <summary><see cref="TurnOptions.NoProgressTimeout"/>.</summary>
    NoProgress,

    /// <summary><see cref="TurnOptions.MaxCost"/>.</summary>
    Cost,

    /// <summary><see cref="TurnOptions.MaxTokens"/>.</summary>
    Tokens,

    /// <summary><see cref="TurnOptions.MaxSteps"/>.</summary>
    Steps,
}
