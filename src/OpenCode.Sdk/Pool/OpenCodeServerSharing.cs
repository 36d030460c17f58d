namespace OpenCode;

/// <summary>Specifies which directories share a server of a pool.</summary>
public enum OpenCodeServerSharing
{
    /// <summary>Each directory has its own server, whose working directory is that directory.</summary>
    PerDirectory,

    /// <summary>All directories share one server.</summary>
    Shared,
}
