namespace OpenCode;

/// <summary>Specifies what a value of a configuration means, as far as it matters for merging and dividing configurations.</summary>
internal enum ConfigurationPlace
{
    /// <summary>Any value without a special meaning.</summary>
    Other,

    /// <summary>The configuration.</summary>
    Root,

    /// <summary>A map of agents.</summary>
    Agents,

    /// <summary>An agent.</summary>
    Agent,

    /// <summary>The permissions of the configuration or of an agent, whose order matters.</summary>
    Permissions,

    /// <summary>The former notation of permissions, which the server converts to permissions.</summary>
    Tools,

    /// <summary>A list that the server concatenates instead of replacing it.</summary>
    JoinedList,
}

/// <summary>Determines the places of members.</summary>
internal static class ConfigurationPlaces
{
    /// <summary>The maps of agents: <c>mode</c> is the former name of <c>agent</c>.</summary>
    public static IReadOnlyList<string> AgentMaps { get; } = ["agent", "mode"];

    /// <summary>Returns whether a place contains rules that allow or deny tools.</summary>
    public static bool IsRules(this ConfigurationPlace place) => place is ConfigurationPlace.Permissions or ConfigurationPlace.Tools;

    /// <summary>Returns the place of a member.</summary>
    public static ConfigurationPlace Member(this ConfigurationPlace place, string name) => (place, name) switch
    {
        (ConfigurationPlace.Root or ConfigurationPlace.Agent, "permission") => ConfigurationPlace.Permissions,
        (ConfigurationPlace.Root or ConfigurationPlace.Agent, "tools") => ConfigurationPlace.Tools,
        (ConfigurationPlace.Root, "instructions" or "plugin") => ConfigurationPlace.JoinedList,
        (ConfigurationPlace.Root, _) when AgentMaps.Contains(name) => ConfigurationPlace.Agents,
        (ConfigurationPlace.Agents, _) => ConfigurationPlace.Agent,
        _ => ConfigurationPlace.Other,
    };
}
