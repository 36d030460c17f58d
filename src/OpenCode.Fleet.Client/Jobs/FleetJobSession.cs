namespace OpenCode.Fleet;

/// <summary>Identifies the session of a job on its machine. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJobSession")]
public sealed record FleetJobSession
{
    /// <summary>Gets the name of the machine.</summary>
    [Id(0)]
    public required string Machine { get; init; }

    /// <summary>Gets the directory that the agent works in.</summary>
    [Id(1)]
    public required string Directory { get; init; }

    /// <summary>Gets the identifier of the session.</summary>
    [Id(2)]
    public required string SessionId { get; init; }

    /// <summary>Gets the identifier of the message that contains the prompt.</summary>
    [Id(3)]
    public required string MessageId { get; init; }

    /// <summary>Gets how often the session was resumed.</summary>
    [Id(4)]
    public int Resumes { get; init; }
}
