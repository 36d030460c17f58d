using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>One turn as a live server sent it, and as it stored it in the end.</summary>
/// <param name="Name">What kind of turn it is, for instance <c>tool</c>.</param>
/// <param name="End">The name of the type of its end, for instance <c>PromptCompleted</c>.</param>
/// <param name="SessionId">The session.</param>
/// <param name="PartId">The part of the prompt by which the turn is recognized.</param>
/// <param name="Events">The events of the session and its sub-agents, in the server's order.</param>
/// <param name="Messages">The messages that the server stores once the session is idle.</param>
public sealed record TurnRecording(string Name, string End, string SessionId, string PartId, IReadOnlyList<JObject> Events, IReadOnlyList<JObject> Messages)
{
    private const string Fixture = "tests/OpenCode.Sdk.Tests/Turns/Fixtures/turns.json";

    /// <summary>All events and messages with the types that they are read as.</summary>
    public IEnumerable<(Type Type, JToken Json)> Everything => Events.Select(e => (typeof(Event), (JToken)e)).Concat(Messages.Select(m => (typeof(MessageWithParts), (JToken)m)));

    /// <summary>Whether an event says something about a turn. Titles and catalogs do not.</summary>
    public static bool Includes(string eventType) => eventType is "session.created" or "session.status" or "session.idle" or "session.error" or "todo.updated" or "session.compacted"
        || eventType.StartsWith("message.", StringComparison.Ordinal) || eventType.StartsWith("permission.", StringComparison.Ordinal) || eventType.StartsWith("question.", StringComparison.Ordinal);

    public static IReadOnlyList<TurnRecording> Load() => [.. ((JArray)Repository.ParseJson(File.ReadAllText(Repository.File(Fixture)))).Select(turn => new TurnRecording(
        (string)turn["name"]!,
        (string)turn["end"]!,
        (string)turn["sessionID"]!,
        (string)turn["partID"]!,
        [.. turn["events"]!.Cast<JObject>()],
        [.. turn["messages"]!.Cast<JObject>()]))];

    public static void Save(IEnumerable<TurnRecording> turns)
    {
        var json = new JArray(turns.Select(turn => new JObject
        {
            ["name"] = turn.Name,
            ["end"] = turn.End,
            ["sessionID"] = turn.SessionId,
            ["partID"] = turn.PartId,
            ["events"] = new JArray(turn.Events),
            ["messages"] = new JArray(turn.Messages),
        }));
        Directory.CreateDirectory(Path.GetDirectoryName(Repository.File(Fixture))!);
        File.WriteAllText(Repository.File(Fixture), json.ToString().ReplaceLineEndings("\n") + "\n");
    }
}
