namespace OpenCode;

/// <summary>Specifies who decided a request of an agent.</summary>
public enum AskDecider
{
    /// <summary>Decided elsewhere: by the reader of the stream, another client, or the terminal UI.</summary>
    Elsewhere,

    /// <summary>One of <see cref="TurnOptions.PermissionRules"/>.</summary>
    Rule,

    /// <summary><see cref="TurnOptions.OnPermission"/> or <see cref="TurnOptions.OnQuestion"/>.</summary>
    Handler,

    /// <summary><see cref="TurnOptions.PermissionPolicy"/> or <see cref="TurnOptions.QuestionPolicy"/>.</summary>
    Policy,
}
