namespace OpenCode.Fleet;

/// <summary>Specifies the action of a rule.</summary>
[GenerateSerializer, Alias("OpenCode.Fleet.FleetPermissionAction")]
public enum FleetPermissionAction
{
    /// <summary>The policy of the job decides.</summary>
    Ask,

    /// <summary>The request is allowed.</summary>
    Allow,

    /// <summary>The request is denied, and the agent continues.</summary>
    Deny,
}
