namespace OpenCode;

/// <summary>Specifies the limit that a turn reached.</summary>
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
