namespace OpenCode.Benchmarks.Contestants;

/// <summary>A session, or a message of the user or of the assistant.</summary>
internal sealed class WireInfo
{
    public string? Id { get; set; }

    public string? SessionID { get; set; }

    public string? ParentID { get; set; }

    public string? Role { get; set; }

    public string? Agent { get; set; }

    public string? Mode { get; set; }

    public string? ModelID { get; set; }

    public string? ProviderID { get; set; }

    public WireModel? Model { get; set; }

    public string? Slug { get; set; }

    public string? ProjectID { get; set; }

    public string? Directory { get; set; }

    public string? Title { get; set; }

    public string? Version { get; set; }

    public string? Finish { get; set; }

    public decimal? Cost { get; set; }

    public WireSummary? Summary { get; set; }

    public WireTokens? Tokens { get; set; }

    public WireTime? Time { get; set; }
}

/// <summary>The identifiers of a model.</summary>
internal sealed class WireModel
{
    public string? Id { get; set; }

    public string? ModelID { get; set; }

    public string? ProviderID { get; set; }

    public string? Variant { get; set; }
}

/// <summary>The numbers of changed lines.</summary>
internal sealed class WireSummary
{
    public long? Additions { get; set; }

    public long? Deletions { get; set; }

    public long? Files { get; set; }
}

/// <summary>Times in milliseconds since 1970.</summary>
internal sealed class WireTime
{
    public long? Created { get; set; }

    public long? Updated { get; set; }

    public long? Completed { get; set; }

    public long? Start { get; set; }

    public long? End { get; set; }
}

/// <summary>The numbers of tokens.</summary>
internal sealed class WireTokens
{
    public long? Total { get; set; }

    public long Input { get; set; }

    public long Output { get; set; }

    public long Reasoning { get; set; }

    public WireCache? Cache { get; set; }
}

/// <summary>The numbers of cached tokens.</summary>
internal sealed class WireCache
{
    public long Read { get; set; }

    public long Write { get; set; }
}
