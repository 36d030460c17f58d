using System.Globalization;

namespace OpenCode.Benchmarks.Server;

/// <summary>The behavior of a loopback server, which is part of its URL.</summary>
/// <param name="Stream">The events of <c>GET /event</c>: <c>mix</c>, <c>delta</c>, or <c>turns</c>.</param>
/// <param name="Count">The number of events, of deltas of each turn, or of messages.</param>
/// <param name="PaceMicroseconds">The time between two deltas of a turn; 0 sends them as fast as they are received.</param>
internal sealed record WorldKind(string Stream, int Count, int PaceMicroseconds = 0)
{
    /// <summary>Sends all recorded events repeatedly.</summary>
    public static WorldKind Mix(int events) => new("mix", events);

    /// <summary>Sends the recorded events of type <c>message.part.delta</c> repeatedly.</summary>
    public static WorldKind Delta(int events) => new("delta", events);

    /// <summary>Responds to each prompt with one text.</summary>
    public static WorldKind Turns(int deltas, int paceMicroseconds = 0) => new("turns", deltas, paceMicroseconds);

    /// <summary>Has a session with the given number of messages.</summary>
    public static WorldKind Messages(int messages) => new("messages", messages);

    public static WorldKind Parse(string text) => text.Split('-') is [var stream, var count, var pace, ..]
        ? new WorldKind(stream, int.Parse(count, CultureInfo.InvariantCulture), int.Parse(pace, CultureInfo.InvariantCulture))
        : throw new FormatException($"The kind of loopback server '{text}' is unknown.");

    public override string ToString() => $"{Stream}-{Count}-{PaceMicroseconds}";
}
