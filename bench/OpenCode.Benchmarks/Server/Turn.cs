using System.Diagnostics;
using System.Text;

namespace OpenCode.Benchmarks.Server;

/// <summary>A prompt of a session, and its response: a text that grows by deltas.</summary>
internal sealed class Turn(string sessionId, string promptPartId, WorldKind kind)
{
    /// <summary>The text of each delta.</summary>
    public const string Delta = "some words of text ";

    /// <summary>The number of deltas in one write if there is no pause between them.</summary>
    private const int Batch = 256;

    private readonly string _userId = $"msg_{sessionId[4..]}u";
    private readonly string _assistantId = $"msg_{sessionId[4..]}v";
    private int _events;

    private string TextId => $"prt_{sessionId[4..]}t";

    private string User => $$$"""{"id":"{{{_userId}}}","sessionID":"{{{sessionId}}}","role":"user","time":{"created":1795409130017},"agent":"build","model":{"providerID":"demo","modelID":"scripted"}}""";

    private string Prompt => $$"""{"id":"{{promptPartId}}","sessionID":"{{sessionId}}","messageID":"{{_userId}}","type":"text","text":"Write."}""";

    public void Play(TurnStreams streams)
    {
        streams.Write(Write(
            Event("session.status", "\"status\":{\"type\":\"busy\"}"),
            Event("message.updated", $"\"info\":{User}"),
            Event("message.part.updated", $"\"part\":{Prompt},\"time\":1795409130017"),
            Event("message.updated", $"\"info\":{Assistant(isComplete: false)}"),
            Event("message.part.updated", $"\"part\":{Text("", isComplete: false)},\"time\":1795409132147")));
        PlayDeltas(streams);
        streams.Write(Write(
            Event("message.part.updated", $"\"part\":{Text(FullText(), isComplete: true)},\"time\":1795409132147"),
            Event("message.updated", $"\"info\":{Assistant(isComplete: true)}"),
            Event("session.status", "\"status\":{\"type\":\"idle\"}"),
            Event("session.idle", null)));
    }

    /// <summary>Returns the stored messages at the end of the turn.</summary>
    public byte[] Messages() => Encoding.UTF8.GetBytes(
        $$"""[{"info":{{User}},"parts":[{{Prompt}}]},{"info":{{Assistant(isComplete: true)}},"parts":[{{Text(FullText(), isComplete: true)}}]}]""");

    private void PlayDeltas(TurnStreams streams)
    {
        if (kind.PaceMicroseconds == 0)
        {
            for (var left = kind.Count; left > 0; left -= Batch)
            {
                streams.Write(Write([.. Enumerable.Range(0, Math.Min(left, Batch)).Select(_ => DeltaEvent())]));
            }

            return;
        }

        var start = Stopwatch.GetTimestamp();
        for (var i = 1; i <= kind.Count; i++)
        {
            streams.Write(Write(DeltaEvent()));
            var due = TimeSpan.FromMicroseconds((long)i * kind.PaceMicroseconds);

            // The resolution of timers is too low by a factor of a thousand.
            SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(start) >= due);
        }
    }

    private string DeltaEvent() =>
        Event("message.part.delta", $"\"messageID\":\"{_assistantId}\",\"partID\":\"{TextId}\",\"field\":\"text\",\"delta\":\"{Delta}\"");

    private string FullText() => new StringBuilder().Insert(0, Delta, kind.Count).ToString();

    private string Assistant(bool isComplete)
    {
        var time = isComplete ? ",\"completed\":1795409141967" : "";
        var finish = isComplete ? ",\"finish\":\"stop\"" : "";
        return $$$"""{"id":"{{{_assistantId}}}","sessionID":"{{{sessionId}}}","role":"assistant","parentID":"{{{_userId}}}","time":{"created":1795409132216{{{time}}}},"modelID":"scripted","providerID":"demo","mode":"build","agent":"build","path":{"cwd":"/work/project","root":"/work/project"},"cost":0,"tokens":{"input":12,"output":1,"reasoning":0,"cache":{"read":0,"write":0}}{{{finish}}}}""";
    }

    private string Text(string text, bool isComplete)
    {
        var end = isComplete ? ",\"end\":1795409142555" : "";
        return $$$"""{"id":"{{{TextId}}}","sessionID":"{{{sessionId}}}","messageID":"{{{_assistantId}}}","type":"text","text":"{{{text}}}","time":{"start":1795409142538{{{end}}}}}""";
    }

    /// <summary>Creates an event. Each event has its own identifier, because it would otherwise count as a repetition.</summary>
    private string Event(string type, string? members) =>
        $$$"""{"id":"evt_206b9630e001{{{++_events:D14}}}","type":"{{{type}}}","properties":{"sessionID":"{{{sessionId}}}"{{{(members is null ? "" : "," + members)}}}}}""";

    private static byte[] Write(params string[] events) => [.. events.SelectMany(json => Frames.Frame(Encoding.UTF8.GetBytes(json)))];
}
