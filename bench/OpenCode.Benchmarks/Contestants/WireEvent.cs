namespace OpenCode.Benchmarks.Contestants;

/// <summary>
/// The recorded events as an application without an SDK would have them: flat classes in which only what an event has is set.
/// A member with several shapes (<c>path</c>) is left out.
/// </summary>
internal sealed class WireEvent
{
    public string? Id { get; set; }

    public string? Type { get; set; }

    public WireProperties? Properties { get; set; }
}

/// <summary>What any of the events tells.</summary>
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

/// <summary>The call that a permission is about.</summary>
internal sealed class WireToolCall
{
    public string? MessageID { get; set; }

    public string? CallID { get; set; }
}
