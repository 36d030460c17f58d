namespace OpenCode.Testing.Store;

/// <summary>What an agent can ask.</summary>
internal enum AskKind
{
    /// <summary>Whether a tool may do something.</summary>
    Permission,

    /// <summary>Questions for the user.</summary>
    Question,
}
