namespace OpenCode.Testing;

/// <summary>How a faulty stream ends.</summary>
public enum FaultEnd
{
    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Nothing more comes, and nobody says so.</summary>
    Stall,

    /// <summary>The sender closes its side and goes on listening.</summary>
    HalfClose,
}

/// <summary>What a <see cref="FaultProxy"/> does to a stream.</summary>
public sealed record Fault
{
    public static Fault None { get; } = new();

    /// <summary>How much of the answer comes through, its head included.</summary>
    public long Bytes { get; init; } = long.MaxValue;

    /// <summary>What happens then.</summary>
    public FaultEnd End { get; init; }

    /// <summary>Whether each byte travels alone.</summary>
    public bool SplitsEveryByte { get; init; }

    /// <summary>The status that is answered instead.</summary>
    public int? Status { get; init; }

    /// <summary>A text that is put in as a chunk of its own before the first event.</summary>
    public string? Garbage { get; init; }

    public static Fault CutAfter(long bytes) => new() { Bytes = bytes };

    public static Fault StallAfter(long bytes) => new() { Bytes = bytes, End = FaultEnd.Stall };

    public static Fault HalfCloseAfter(long bytes) => new() { Bytes = bytes, End = FaultEnd.HalfClose };

    public static Fault Answer(int status) => new() { Status = status };
}
