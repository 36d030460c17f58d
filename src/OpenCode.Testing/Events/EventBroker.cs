using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Events;

/// <summary>Sends events to all open streams. Thread-safe.</summary>
internal sealed class EventBroker(IdSource ids, TimeProvider time, TimeSpan heartbeatInterval, string projectId)
{
    private readonly object _gate = new();
    private readonly List<EventFeed> _feeds = [];
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _feeds.Count;
            }
        }
    }

    /// <summary>Opens a stream. Its first event reports that it is open.</summary>
    public EventFeed Open(FeedKind kind, string? directory)
    {
        var feed = new EventFeed(kind, directory, Remove);
        feed.Heartbeat = time.CreateTimer(_ => feed.Send(Frame(kind, "server.heartbeat")), null, heartbeatInterval, heartbeatInterval);
        lock (_gate)
        {
            if (_isClosed)
            {
                feed.End(null);
                return feed;
            }

            _feeds.Add(feed);
            if (kind != FeedKind.Durable)
            {
                feed.Send(Frame(kind, "server.connected"));
            }
        }

        return feed;
    }

    /// <summary>Sends an event of a directory.</summary>
    public void Publish(string directory, string type, JsonObject properties) =>
        Publish(directory, new JsonObject { ["id"] = ids.Next("evt"), ["type"] = type, ["properties"] = properties });

    /// <summary>Sends a complete event of a directory.</summary>
    public void Publish(string directory, JsonObject e)
    {
        var text = e.ToJsonString();
        var plain = Frame(text);
        var global = Frame(new JsonObject { ["directory"] = directory, ["project"] = projectId, ["payload"] = e }.ToJsonString());
        lock (_gate)
        {
            foreach (var feed in _feeds)
            {
                switch (feed.Kind)
                {
                    case FeedKind.Directory when feed.Directory == directory:
                        feed.Send(plain);
                        break;
                    case FeedKind.Global:
                        feed.Send(global);
                        break;
                }
            }
        }
    }

    /// <summary>Ends all streams as if the connection was lost.</summary>
    public void Cut() => End(new IOException("FakeOpenCode closed the connection."));

    /// <summary>Ends all streams, and all streams that are opened later.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        End(null);
    }

    private void End(Exception? failure)
    {
        List<EventFeed> feeds;
        lock (_gate)
        {
            feeds = [.. _feeds];
            _feeds.Clear();
        }

        foreach (var feed in feeds)
        {
            feed.End(failure);
        }
    }

    private void Remove(EventFeed feed)
    {
        lock (_gate)
        {
            _feeds.Remove(feed);
        }
    }

    private byte[] Frame(FeedKind kind, string type)
    {
        if (kind is FeedKind.V2 or FeedKind.Durable && type == "server.heartbeat")
        {
            return Json.Utf8(": heartbeat\n\n");
        }

        var e = new JsonObject { ["id"] = ids.Next("evt"), ["type"] = type, [kind == FeedKind.V2 ? "data" : "properties"] = new JsonObject() };
        return Frame((kind == FeedKind.Global ? new JsonObject { ["payload"] = e } : e).ToJsonString());
    }

    private static byte[] Frame(string text) => Json.Utf8($"data: {text}\n\n");
}
