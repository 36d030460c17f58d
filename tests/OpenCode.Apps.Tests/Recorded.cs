using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>Messages and events as a live server sent them, and a message that is harder than all of those.</summary>
internal static class Recorded
{
    private const string HardPartsJson = """
        {"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"\ud83d <b>&'+`é\u2028\u0000 🙂","metadata":{"\ude42":"\ud83d","digits":0.12345678901234567890123,"big":123456789012345678901234567890,"zero":1.10,"nothing":null}},
        {"id":"prt_2","sessionID":"ses_1","messageID":"msg_1","text":"2024-01-02T03:04:05.600Z","type":"text","newer":{"$type":"x"}},
        {"type":"newer","id":"prt_3","sessionID":"ses_1","messageID":"msg_1","deep":[[[{"a":[]}]]]},
        {"id":"prt_4","sessionID":"ses_1","messageID":"msg_1","type":"text","text":5,"time":{"start":"soon"}},
        "not a part"
        """;

    private static readonly Traffic s_traffic = Traffic.Load("tests/OpenCode.Generated.Tests/Committed/Fixtures/traffic.json");

    private static readonly IReadOnlyList<TurnRecording> s_turns = TurnRecording.Load();

    /// <summary>All that was recorded.</summary>
    public static IReadOnlyList<MessageWithParts> Messages { get; } =
    [
        .. s_traffic.Answers.Where(a => a.Route == "GET /session/{sessionID}/message").SelectMany(a => a.Body).Concat(s_turns.SelectMany(turn => turn.Messages))
            .Select(json => OpenCodeJson.Read(Utf8(json), MessageWithParts.ReadFrom)),
    ];

    /// <summary>All that was recorded.</summary>
    public static IReadOnlyList<Event> Events { get; } =
    [
        .. s_traffic.Events.Where(e => e.Route == "GET /event").Select(e => e.Event).Concat(s_turns.SelectMany(turn => turn.Events))
            .Select(json => OpenCodeJson.Read(Utf8(json), Event.ReadFrom)),
    ];

    /// <summary>Half characters, digits, what a newer server sends, and what no server should send.</summary>
    public static MessageWithParts Hard { get; } = OpenCodeJson.Read(
        Encoding.UTF8.GetBytes($$"""{"parts":[{{HardPartsJson}}],"info":{{Text(Messages[^1].Info)}},"newer":[1,null]}"""),
        MessageWithParts.ReadFrom);

    /// <summary>All that was recorded, and the hard one at the end.</summary>
    public static IReadOnlyList<MessageWithParts> All { get; } = [.. Messages, Hard];

    public static Part Part => Hard.Parts[0];

    public static string Text(IJsonModel model) => Encoding.UTF8.GetString(OpenCodeJson.Write(model));

    public static IEnumerable<string> Texts(IEnumerable<IJsonModel> models) => models.Select(Text);

    /// <summary>What has arrived is what was sent, byte for byte in the server's JSON.</summary>
    public static void AssertArrived(IEnumerable<IJsonModel>? arrived, IEnumerable<IJsonModel> sent) =>
        Assert.That(Texts(arrived!), Is.EqualTo(Texts(sent)));

    private static byte[] Utf8(JToken json) => Encoding.UTF8.GetBytes(json.ToString(Formatting.None));
}
