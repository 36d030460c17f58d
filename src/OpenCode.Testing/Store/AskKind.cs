namespace OpenCode.Testing.Store;

/// <summary>The kinds of requests from an agent to the user.</summary>
internal enum AskKind
{
    /// <summary>A request for permission.</summary>
    Permission,

    /// <summary>Questions for the user.</summary>
    Question,
}
