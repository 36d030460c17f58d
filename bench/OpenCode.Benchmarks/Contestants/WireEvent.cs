namespace OpenCode.Benchmarks.Contestants;

/// <summary>
/// The recorded events as an application without an SDK would declare them: flat classes in which only the members of an event
/// are set. A member with several shapes (<c>path</c>) is omitted.
/// </summary>
internal sealed class WireEvent
{
    public string? Id { get; set; }

    public string? Type { get; set; }

    public WireProperties? Properties { get; set; }
}

/// <summary>The members of the data of all events.</summary>
internal sealed class WireProperties
{
    public string? SessionID { get; set; }

    public string? MessageID { get; set; }

    public string? PartID { get; set; }

    public string? Field { get; set; }

    public string? Delta { get; set; }

    public long? Time { get; set; }

    public WireInfo? Info { get; set; }

    public WirePart? Part { get; set; }

    public WireStatus? Status { get; set; }

    public string? Id { get; set; }

    public string? Permission { get; set; }

    public List<string>? Patterns { get; set; }

    public List<string>? Always { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public WireToolCall? Tool { get; set; }

    public string? RequestID { get; set; }

    public string? Reply { get; set; }
}

/// <summary>The status of a session.</summary>
internal sealed class WireStatus
{
    public string? Type { get; set; }
}

/// <summary>The tool call that requires a permission.</summary>
internal sealed class WireToolCall
{
    public string? MessageID { get; set; }

    public string? CallID { get; set; }
}
