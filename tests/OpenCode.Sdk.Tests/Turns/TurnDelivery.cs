using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>
/// A recorded turn with its events in another order, as far as the wire allows: the deltas of one part keep their order, and
/// everything else may move. Some events come twice, some are lost in a gap, and some are of the turn before.
/// </summary>
internal sealed class TurnDelivery
{
    private static readonly IReadOnlyList<TurnRecording> s_recordings = TurnRecording.Load();

    private TurnDelivery(TurnRecording recording, IReadOnlyList<TurnStep> steps, IReadOnlyList<JObject> events, IReadOnlyList<JObject> messages, string description)
    {
        Recording = recording;
        Steps = steps;
        Events = events;
        Messages = messages;
        Description = description;
    }

    public static int Recordings => s_recordings.Count;

    public TurnRecording Recording { get; }

    /// <summary>What the stream brings, in order.</summary>
    public IReadOnlyList<TurnStep> Steps { get; }

    /// <summary>The events in the order in which they happened.</summary>
    public IReadOnlyList<JObject> Events { get; }

    /// <summary>What the server stores in the end.</summary>
    public IReadOnlyList<JObject> Messages { get; }

    /// <summary>What is wrong with how it was taken in.</summary>
    public string? Failure { get; set; }

    private string Description { get; }

    /// <param name="index">Which recording.</param>
    /// <param name="chaos">From 0, as recorded, to 1, in any order.</param>
    /// <param name="seed">What is drawn.</param>
    public static TurnDelivery Create(int index, double chaos, int seed)
    {
        var random = new Random(seed);
        var recording = s_recordings[index];
        var shift = random.Next(3) == 0 ? ClockShifts(recording, random) : [];
        List<JObject> events = [.. recording.Events.Select(e => Shifted(e, shift))];
        List<JObject> messages = [.. recording.Messages.Select(m => Shifted(m, shift))];
        var steps = Shuffle(events, chaos, random).Select(i => new TurnStep(Encoding.UTF8.GetBytes(events[i].ToString(Newtonsoft.Json.Formatting.None)), i)).ToList();
        Repeat(steps, random);
        var late = shift.Count == 0 && random.Next(4) == 0 ? AddTurnBefore(steps, s_recordings[random.Next(s_recordings.Count)], random) : "";
        var gaps = AddGaps(steps, random);
        return new TurnDelivery(recording, steps, events, messages, $"{recording.Name}, chaos {chaos:0.00}, seed {seed}, {gaps} gaps, {shift.Count} clocks{late}");
    }

    public override string ToString() => Description;

    private static List<int> Shuffle(List<JObject> events, double chaos, Random random)
    {
        var keys = events.Select((_, i) => i + (chaos * chaos * events.Count * (random.NextDouble() - 0.5) * 2)).ToArray();

        // Deltas of one part take each other's places, in order.
        foreach (var part in events.Select((e, i) => (Event: e, Index: i)).Where(e => (string)e.Event["type"]! == "message.part.delta").GroupBy(e => (string)e.Event["properties"]!["partID"]!))
        {
            var sorted = part.Select(e => keys[e.Index]).Order().ToList();
            foreach (var (delta, key) in part.Zip(sorted))
            {
                keys[delta.Index] = key;
            }
        }

        return [.. Enumerable.Range(0, events.Count).OrderBy(i => keys[i]).ThenBy(i => i)];
    }

    private static void Repeat(List<TurnStep> steps, Random random)
    {
        for (var count = random.Next(4); count > 0; count--)
        {
            var from = random.Next(steps.Count);
            steps.Insert(random.Next(from, steps.Count) + 1, steps[from]);
        }
    }

    private static int AddGaps(List<TurnStep> steps, Random random)
    {
        var count = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        for (var i = 0; i < count; i++)
        {
            var at = random.Next(steps.Count);
            for (var lost = random.Next(5); lost > 0 && at < steps.Count; lost--)
            {
                steps[at] = steps[at] with { IsLost = true };
                at++;
            }

            steps.Insert(at, TurnStep.Gap);
        }

        return count;
    }

    /// <summary>Late events of a turn before this one, in the same session.</summary>
    private static string AddTurnBefore(List<TurnStep> steps, TurnRecording before, Random random)
    {
        var json = new JArray(before.Events.Where(e => (string)e["properties"]!["sessionID"]! == before.SessionId && (string)e["type"]! is not ("permission.asked" or "question.asked"))).ToString(Newtonsoft.Json.Formatting.None);
        json = System.Text.RegularExpressions.Regex.Replace(json, "(msg|prt|evt)_", "$1_0").Replace(before.SessionId, s_session, StringComparison.Ordinal);
        foreach (var e in ((JArray)Repository.ParseJson(json)).Cast<JObject>().Where(_ => random.Next(3) == 0))
        {
            Created(e, _ => 1);
            steps.Insert(random.Next(Math.Min(steps.Count, 12)), new TurnStep(Encoding.UTF8.GetBytes(e.ToString(Newtonsoft.Json.Formatting.None).Replace(s_session, SessionOf(steps), StringComparison.Ordinal)), null));
        }

        return $", after {before.Name}";
    }

    private const string s_session = "ses_of_the_case";

    private static string SessionOf(List<TurnStep> steps) => (string)((JObject)Repository.ParseJson(Encoding.UTF8.GetString(steps.First(s => s.Index is not null).Data)))["properties"]!["sessionID"]!;

    /// <summary>Times of the assistant's messages as machines have them whose clocks disagree.</summary>
    private static Dictionary<string, long> ClockShifts(TurnRecording recording, Random random) => recording.Messages
        .Where(m => (string)m["info"]!["role"]! == "assistant")
        .ToDictionary(m => (string)m["info"]!["id"]!, m => (long)m["info"]!["time"]!["created"]! + random.Next(0, 3) * 1000L * random.Next(0, 10));

    private static JObject Shifted(JObject json, Dictionary<string, long> shift)
    {
        if (shift.Count == 0)
        {
            return json;
        }

        json = (JObject)json.DeepClone();
        Created(json, id => shift.TryGetValue(id, out var created) ? created : null);
        return json;
    }

    private static void Created(JObject json, Func<string, long?> created)
    {
        if ((json["info"] ?? json["properties"]?["info"]) is JObject { } info && info["role"] is not null && created((string)info["id"]!) is { } time)
        {
            info["time"]!["created"] = time;
        }
    }
}

/// <summary>An event, or the end of the connection.</summary>
/// <param name="Data">The event; empty for the end of the connection.</param>
/// <param name="Index">Which of the turn's events it is; null if it is another's.</param>
internal sealed record TurnStep(byte[] Data, int? Index)
{
    public static TurnStep Gap { get; } = new([], null);

    /// <summary>Whether it happens, and nobody hears of it.</summary>
    public bool IsLost { get; init; }
}
