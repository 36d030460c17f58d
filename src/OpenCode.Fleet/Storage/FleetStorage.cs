namespace OpenCode.Fleet;

/// <summary>Contains the name of the Orleans storage provider that a fleet uses.</summary>
public static class FleetStorage
{
    /// <summary>The name of the storage provider, for example for <c>AddMemoryGrainStorage</c> or <c>AddRedisGrainStorage</c>.</summary>
    public const string Name = "opencode-fleet";
}
