using System.Net;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>A server in memory on which one recorded turn happens once more.</summary>
internal sealed class RecordedTurnServer(TurnDelivery turn) : VirtualServer
{
    private int _happened;

    private bool IsOver => Volatile.Read(ref _happened) == turn.Events.Count;

    /// <summary>What has come is no earlier than what the server has stored.</summary>
    protected override void OnHappened(TurnStep step) => _happened = IsRead ? turn.Events.Count : Math.Max(_happened, (step.Index ?? -1) + 1);

    protected override Task<HttpResponseMessage> RespondAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken)
    {
        if (!path.EndsWith("/prompt_async", StringComparison.Ordinal))
        {
            return Task.FromResult(Json(Answer(method, path)));
        }

        foreach (var step in turn.Steps)
        {
            Send(step);
        }

        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
    }

    private string Answer(HttpMethod method, string path) => path switch
    {
        "/session/status" => IsBusy() ? $"{{\"{turn.Recording.SessionId}\":{{\"type\":\"busy\"}}}}" : "{}",
        _ when path == $"/session/{turn.Recording.SessionId}/message" => new JArray(Stored()).ToString(Formatting.None),
        _ when method == HttpMethod.Post => "true",
        _ => "[]",
    };

    /// <summary>Whether the session works, after what has happened so far.</summary>
    private bool IsBusy() => !IsOver && turn.Events.Take(_happened).LastOrDefault(e => (string)e["type"]! is "session.status" or "session.idle" && (string)e["properties"]!["sessionID"]! == turn.Recording.SessionId) is { } last
        && (string)last["type"]! != "session.idle" && (string?)last["properties"]!["status"]?["type"] != "idle";

    /// <summary>The messages that the server has stored after what has happened so far. Of a text that is being written it stores no deltas.</summary>
    private IEnumerable<JObject> Stored()
    {
        if (IsOver)
        {
            return turn.Messages;
        }

        var messages = new List<JObject>();
        foreach (var properties in turn.Events.Take(_happened).Select(e => (JObject)e["properties"]!).Where(p => (string?)p["sessionID"] == turn.Recording.SessionId))
        {
            if (properties["info"] is JObject { } info && info["role"] is not null)
            {
                Replace(messages, m => (string)m["info"]!["id"]! == (string)info["id"]!, old => new JObject { ["info"] = info, ["parts"] = old?["parts"] ?? new JArray() });
            }
            else if (properties["part"] is JObject { } part && messages.Find(m => (string)m["info"]!["id"]! == (string)part["messageID"]!)?["parts"] is JArray parts)
            {
                var list = parts.Cast<JObject>().ToList();
                Replace(list, p => (string)p["id"]! == (string)part["id"]!, _ => part);
                parts.ReplaceAll(list);
            }
        }

        return messages;
    }

    private static void Replace(List<JObject> list, Predicate<JObject> isSame, Func<JObject?, JObject> make)
    {
        var at = list.FindIndex(isSame);
        if (at < 0)
        {
            list.Add(make(null));
        }
        else
        {
            list[at] = make(list[at]);
        }
    }
}
