using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Sdk.Tests.Turns;
using OpenCode.Sessions;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>A recorded turn as a view takes it in.</summary>
internal sealed class RecordedTurn
{
    private readonly Session _session;

    private RecordedTurn(TurnRecording recording)
    {
        Name = recording.Name;
        Events = [.. recording.Events.Select(Read<Event>)];
        _session = Read<Session>(JToken.Parse(Wire.Session(recording.SessionId, null).ToJsonString()));
        Messages = [.. recording.Messages.Select(Read<MessageWithParts>)];
        FinalTexts = Messages.SelectMany(m => m.Parts).ToDictionary(p => p.Id, p => TextOf(p) ?? "");
    }

    public static IReadOnlyList<RecordedTurn> All { get; } = [.. TurnRecording.Load().Select(r => new RecordedTurn(r))];

    public string Name { get; }

    public string SessionId => _session.Id;

    /// <summary>The events in the order in which they were recorded.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>What the server kept at the end.</summary>
    public IReadOnlyList<MessageWithParts> Messages { get; }

    /// <summary>The final texts by part.</summary>
    public IReadOnlyDictionary<string, string> FinalTexts { get; }

    /// <summary>What an event is about; events about the same thing stay in order among themselves.</summary>
    public static string Subject(Event e) => e switch
    {
        MessageUpdatedEvent { Properties.Info: var message } => message.Id,
        MessagePartUpdatedEvent { Properties.Part: var part } => part.Id,
        MessagePartDeltaEvent { Properties: var delta } => $"deltas of {delta.PartId}",
        SessionStatusEvent or SessionIdleEvent => $"status of {e.SessionId}",
        SessionCreatedEvent or SessionUpdatedEvent => $"session {e.SessionId}",
        _ => $"{e.Type} of {e.SessionId}",
    };

    public static string? TextOf(Part part) => part switch
    {
        TextPart p => p.Text,
        ReasoningPart p => p.Text,
        _ => null,
    };

    /// <summary>What the server keeps when it has sent so many events. Of a text that is being written it keeps no delta.</summary>
    public SessionContents At(int position)
    {
        var messages = new List<(Message Info, List<Part> Parts)>();
        var session = _session;
        SessionStatus status = new SessionStatusIdle();
        foreach (var e in Events.Take(position).Where(e => e.SessionId == SessionId))
        {
            switch (e)
            {
                case MessageUpdatedEvent { Properties.Info: var info }:
                    var known = messages.FindIndex(m => m.Info.Id == info.Id);
                    messages.Insert(known < 0 ? messages.Count : known, (info, known < 0 ? [] : messages[known].Parts));
                    if (known >= 0)
                    {
                        messages.RemoveAt(known + 1);
                    }

                    break;
                case MessagePartUpdatedEvent { Properties.Part: var part }:
                    var parts = messages.Single(m => m.Info.Id == part.MessageId).Parts;
                    var at = parts.FindIndex(p => p.Id == part.Id);
                    if (at < 0)
                    {
                        parts.Add(part);
                    }
                    else
                    {
                        parts[at] = part;
                    }

                    break;
                case SessionStatusEvent { Properties.Status: var next }:
                    status = next;
                    break;
                case SessionUpdatedEvent { Properties.Info: var info }:
                    session = info;
                    break;
            }
        }

        return new SessionContents
        {
            Session = session,
            Status = status,
            Messages = [.. messages.Select(m => new MessageWithParts { Info = m.Info, Parts = m.Parts })],
            Todos = [],
            Diff = [],
            Permissions = [],
            Questions = [],
            Tree = new SessionTree(SessionId),
        };
    }

    public override string ToString() => Name;

    private static T Read<T>(JToken json) => System.Text.Json.JsonSerializer.Deserialize(
        json.ToString(Formatting.None),
        (System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)OpenCodeJson.Options.GetTypeInfo(typeof(T)))!;
}
