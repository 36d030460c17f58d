using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Recorded;

/// <summary>
/// The events of one session as the live server sent them on <c>GET /event</c>, one in each line of <c>events.ndjson</c>.
/// The <c>record</c> command creates that file.
/// </summary>
internal sealed class Recording
{
    private Recording(IReadOnlyList<byte[]> events)
    {
        Events = events;
        Deltas = [.. events.Where(json => OpenCodeJson.Read(json, Event.ReadFrom) is MessagePartDeltaEvent)];
        SessionId = OpenCodeJson.Read(Deltas[0], Event.ReadFrom).SessionId!;
        Messages = new MessageTemplates(events.Select(json => JsonNode.Parse(json)!));
    }

    /// <summary>The session that the events belong to.</summary>
    public string SessionId { get; }

    /// <summary>All events, in the order in which they were received.</summary>
    public IReadOnlyList<byte[]> Events { get; }

    /// <summary>The events of type <c>message.part.delta</c>.</summary>
    public IReadOnlyList<byte[]> Deltas { get; }

    /// <summary>The messages in the events.</summary>
    public MessageTemplates Messages { get; }

    public static Recording Load()
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream("events.ndjson")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new Recording([.. lines.Select(Encoding.UTF8.GetBytes)]);
    }
}
