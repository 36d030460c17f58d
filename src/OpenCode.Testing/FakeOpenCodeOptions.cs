using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>Options for a <see cref="FakeOpenCode"/>.</summary>
public sealed record FakeOpenCodeOptions
{
    /// <summary>The server version that the fake reports by default.</summary>
    public const string DefaultVersion = "1.18.33";

    /// <summary>The seed for identifiers; 0 by default. The same seed and the same calls create the same identifiers.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// The source of the times in sessions and messages, and of delays and heartbeats; <see cref="TimeProvider.System"/> by
    /// default. It does not measure the timeouts of clients.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// The default directory of the server, which calls without a directory work in; <c>/project</c> by default.
    /// </summary>
    public string Directory { get; init; } = "/project";

    /// <summary>The version of the server; <see cref="DefaultVersion"/> by default.</summary>
    public string Version { get; init; } = DefaultVersion;

    /// <summary>
    /// The password that requests require with HTTP Basic authentication; none by default. Other requests get the status 401.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>The user name for <see cref="Password"/>; <c>opencode</c> by default.</summary>
    public string Username { get; init; } = "opencode";

    /// <summary>The model of prompts that don't specify one; <c>fake/model</c> by default.</summary>
    public PromptModel Model { get; init; } = new() { ProviderId = "fake", ModelId = "model" };

    /// <summary>The agent of prompts that don't specify one; <c>build</c> by default.</summary>
    public string Agent { get; init; } = "build";

    /// <summary>The time between two heartbeats of an event stream; 10 seconds by default, as on a server.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns the options without the password.</summary>
    public override string ToString() => $"{nameof(FakeOpenCodeOptions)} {{ Seed = {Seed}, Directory = {Directory}, Version = {Version}, Model = {Model.ProviderId}/{Model.ModelId}, Agent = {Agent} }}";
}
