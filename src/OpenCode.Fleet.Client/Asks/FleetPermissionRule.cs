namespace OpenCode.Fleet;

/// <summary>Decides matching permission requests. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetPermissionRule")]
public sealed record FleetPermissionRule
{
    /// <summary>Gets the permission, for example <c>bash</c> or <c>edit</c>. <c>*</c> and <c>?</c> are wildcards.</summary>
    [Id(0)]
    public required string Permission { get; init; }

    /// <summary>Gets the pattern, for example <c>dotnet *</c>. <c>*</c> and <c>?</c> are wildcards.</summary>
    /// <value>The default is <c>*</c>.</value>
    [Id(1)]
    public string Pattern { get; init; } = "*";

    /// <summary>Gets the action for matching requests.</summary>
    [Id(2)]
    public required FleetPermissionAction Action { get; init; }
}
