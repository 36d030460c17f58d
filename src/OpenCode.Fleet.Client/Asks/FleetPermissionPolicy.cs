namespace OpenCode.Fleet;

/// <summary>Specifies what happens with a permission request that no rule decides.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetPermissionPolicy")]
public enum FleetPermissionPolicy
{
    /// <summary>The request is rejected. The agent is informed, and continues.</summary>
    RejectAndContinue,

    /// <summary>The request is rejected, and the turn ends.</summary>
    Reject,

    /// <summary>The request is allowed once.</summary>
    AllowOnce,

    /// <summary>The request waits until a client replies.</summary>
    Ask,
}
