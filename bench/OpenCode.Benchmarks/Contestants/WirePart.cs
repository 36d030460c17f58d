namespace OpenCode.Benchmarks.Contestants;

/// <summary>A part of a message.</summary>
internal sealed class WirePart
{
    public string? Id { get; set; }

    public string? SessionID { get; set; }

    public string? MessageID { get; set; }

    public string? Type { get; set; }

    public string? Text { get; set; }

    public string? CallID { get; set; }

    public string? Tool { get; set; }

    public string? Reason { get; set; }

    public string? Snapshot { get; set; }

    public decimal? Cost { get; set; }

    public WireTokens? Tokens { get; set; }

    public WireTime? Time { get; set; }

    public WireToolState? State { get; set; }
}

/// <summary>The state of a tool call.</summary>
internal sealed class WireToolState
{
    public string? Status { get; set; }

    public Dictionary<string, string>? Input { get; set; }

    public string? Raw { get; set; }

    public string? Title { get; set; }

    public string? Output { get; set; }

    public WireToolMetadata? Metadata { get; set; }

    public WireTime? Time { get; set; }
}

/// <summary>The additional data of the tool for shell commands.</summary>
internal sealed class WireToolMetadata
{
    public string? Output { get; set; }

    public string? Description { get; set; }

    public long? Exit { get; set; }

    public bool? Truncated { get; set; }
}
