using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Testing.Store;
using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>The routes for sessions and messages.</summary>
internal sealed class SessionRoutes(FakeStore store, TurnRunner runner)
{
    private const int DefaultLimit = 100;

    public void AddTo(RouteTable routes)
    {
        var gated = new GatedRoutes(routes, store.Gate);
        gated.Add("GET", "/session", List);
        gated.Add("POST", "/session", call => Info(store.Create(call.Body(), call.Request.Directory)));
        gated.Add("GET", "/session/status", Status);
        gated.Add("GET", "/session/{id}", call => Info(store.Get(call.Id)));
        gated.Add("PATCH", "/session/{id}", Update);
        routes.Add("DELETE", "/session/{id}", Delete);
        gated.Add("GET", "/session/{id}/children", call => Infos(store.Children(store.Get(call.Id).Id)));
        gated.Add("GET", "/session/{id}/todo", call => FakeResponse.Of(store.Get(call.Id).Todos));
        gated.Add("GET", "/session/{id}/diff", call => FakeResponse.Of(store.Get(call.Id).Diff));
        gated.Add("POST", "/session/{id}/fork", Fork);
        gated.Add("POST", "/session/{id}/share", call => Change(call, info => info["share"] = new JsonObject { ["url"] = $"https://share.test/{call.Id}" }));
        gated.Add("DELETE", "/session/{id}/share", call => Change(call, info => info.Remove("share")));
        gated.Add("POST", "/session/{id}/revert", call => Change(call, info => info["revert"] = Revert(call.Body())));
        gated.Add("POST", "/session/{id}/unrevert", call => Change(call, info => info.Remove("revert")));
        gated.Add("GET", "/session/{id}/message", Messages);
        gated.Add("GET", "/session/{id}/message/{message}", call => FakeResponse.Of(store.Get(call.Id).Get(call.Values[1]).ToJson()));
        gated.Add("DELETE", "/session/{id}/message/{message}", DeleteMessage);
        gated.Add("DELETE", "/session/{id}/message/{message}/part/{part}", DeletePart);
        gated.Add("PATCH", "/session/{id}/message/{message}/part/{part}", UpdatePart);
    }

    private static FakeResponse Info(StoredSession session) => FakeResponse.Of(session.Info);

    private static FakeResponse Infos(IEnumerable<StoredSession> sessions) => FakeResponse.Of(Json.Array(sessions.Select(s => s.Info.Clone())));

    private FakeResponse List(RouteCall call)
    {
        var found = store.Sessions.Where(s => s.Directory == call.Request.Directory);
        if (call.Query("roots") == "true")
        {
            found = found.Where(s => s.ParentId is null);
        }

        if (call.Query("search") is { Length: > 0 } search)
        {
            found = found.Where(s => s.Info.Text("title").Contains(search, StringComparison.OrdinalIgnoreCase));
        }

        if (Number(call, "start") is { } start)
        {
            found = found.Where(s => Updated(s) >= start);
        }

        return Infos(found.Reverse().OrderByDescending(Updated).Take((int)(Number(call, "limit") ?? DefaultLimit)));
    }

    private FakeResponse Status(RouteCall call)
    {
        var all = new JsonObject();
        foreach (var session in store.Sessions.Where(s => s.Status is not null && s.Directory == call.Request.Directory))
        {
            all[session.Id] = session.Status!.Clone();
        }

        return FakeResponse.Of(all);
    }

    private FakeResponse Update(RouteCall call)
    {
        var body = call.Body();
        return Change(call, info =>
        {
            body.CopyTo(info, "title", "permission", "metadata");
            if (body["time"] is JsonObject time)
            {
                time.CopyTo((JsonObject)info["time"]!, "archived");
            }
        });
    }

    private FakeResponse Change(RouteCall call, Action<JsonObject> change)
    {
        var session = store.Get(call.Id);
        change(session.Info);
        store.Update(session);
        return Info(session);
    }

    /// <summary>Deletes a session. If its agent is working, it is stopped first.</summary>
    private FakeResponse Delete(RouteCall call)
    {
        lock (store.Gate)
        {
            store.Get(call.Id);
        }

        runner.Abort(call.Id);
        lock (store.Gate)
        {
            store.Delete(store.Get(call.Id));
            return FakeResponse.Json("true");
        }
    }

    private FakeResponse Fork(RouteCall call)
    {
        var source = store.Get(call.Id);
        var last = call.Body().OptionalText("messageID");
        var title = $"{source.Info.Text("title")} (fork #1)";
        var fork = store.Create(new JsonObject { ["title"] = title }, source.Directory);
        foreach (var message in source.Messages.TakeWhile(m => m.Id != last))
        {
            var info = message.Info.Clone();
            info["id"] = store.Ids.Next("msg");
            info["sessionID"] = fork.Id;
            store.Put(fork, info);
            foreach (var part in message.Parts.Select(p => p.Clone()))
            {
                (part["id"], part["messageID"], part["sessionID"]) = (store.Ids.Next("prt"), info.Text("id"), fork.Id);
                store.PutPart(fork, part);
            }
        }

        return Info(fork);
    }

    private static JsonObject Revert(JsonObject body)
    {
        var revert = new JsonObject();
        body.CopyTo(revert, "messageID", "partID");
        return revert;
    }

    /// <summary>Returns the newest messages, from the oldest to the newest, and a cursor if there are older ones.</summary>
    private FakeResponse Messages(RouteCall call)
    {
        var session = store.Get(call.Id);
        var older = session.Messages;
        if (call.Query("before") is { } before)
        {
            var id = MessageOf(before) ?? throw WireFailure.BadRequest($"The cursor {before} is invalid.", "Query");
            older = [.. session.Messages.TakeWhile(m => m.Id != id)];
        }

        var limit = (int)(Number(call, "limit") ?? 0);
        var page = limit == 0 ? older : [.. older.Skip(older.Count - limit)];
        var response = FakeResponse.Of(Json.Array(page.Select(m => m.ToJson())));
        return page.Count == older.Count ? response : response with { Headers = new Dictionary<string, string> { ["x-next-cursor"] = Cursor(page[0].Id) } };
    }

    private FakeResponse DeleteMessage(RouteCall call)
    {
        var session = store.Get(call.Id);
        session.Messages.Remove(session.Get(call.Values[1]));
        store.Publish(session, "message.removed", new JsonObject { ["sessionID"] = session.Id, ["messageID"] = call.Values[1] });
        return FakeResponse.Json("true");
    }

    private FakeResponse DeletePart(RouteCall call)
    {
        var session = store.Get(call.Id);
        session.Get(call.Values[1]).Parts.RemoveAll(p => p.Text("id") == call.Values[2]);
        store.Publish(session, "message.part.removed", new JsonObject { ["sessionID"] = session.Id, ["messageID"] = call.Values[1], ["partID"] = call.Values[2] });
        return FakeResponse.Json("true");
    }

    private FakeResponse UpdatePart(RouteCall call)
    {
        var session = store.Get(call.Id);
        session.Get(call.Values[1]);
        var part = call.Body();
        if (part.OptionalText("id") != call.Values[2] || part.OptionalText("messageID") != call.Values[1])
        {
            throw WireFailure.BadRequest("The identifiers of the part are not those of the path.");
        }

        store.PutPart(session, part);
        return FakeResponse.Of(part);
    }

    private static long Updated(StoredSession session) => (long)session.Info["time"]!["updated"]!;

    private static long? Number(RouteCall call, string name) => call.Query(name) is { Length: > 0 } text
        ? long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw WireFailure.BadRequest($"{name} is not a number: {text}", "Query")
        : null;

    private static string Cursor(string messageId) => Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["id"] = messageId }.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string? MessageOf(string cursor)
    {
        try
        {
            var base64 = cursor.Replace('-', '+').Replace('_', '/');
            return Json.ParseObject(Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')))).OptionalText("id");
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
