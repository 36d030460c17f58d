namespace OpenCode;

/// <summary>Which directories share a server of a pool.</summary>
public enum OpenCodeServerSharing
{
    /// <summary>Each directory has a server of its own, which works in that directory.</summary>
    PerDirectory,

    /// <summary>All directories share one server.</summary>
    Shared,
}
