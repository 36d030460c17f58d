using System.Net;
using System.Text;
using System.Threading.Channels;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>A server in memory on which one recorded turn happens once more. Its time passes when everybody waits for it.</summary>
internal sealed class RecordedTurnServer : HttpMessageHandler
{
    /// <summary>More than any patience of the engine needs.</summary>
    private const int MostJumps = 400;

    private readonly TurnDelivery _turn;
    private readonly Channel<TurnStep> _feed = Channel.CreateUnbounded<TurnStep>();
    private readonly CancellationTokenSource _hung = new();
    private int _requests;
    private int _reads;
    private int _streams;
    private int _happened;

    public RecordedTurnServer(TurnDelivery turn)
    {
        _turn = turn;
        Time.TimerStarted = PassTime;
    }

    public VirtualTime Time { get; } = new();

    /// <summary>Canceled when time passes and nothing comes of it.</summary>
    public CancellationToken Hung => _hung.Token;

    private bool IsOver => Volatile.Read(ref _happened) == _turn.Events.Count;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            await Task.Yield();
            var path = request.RequestUri!.AbsolutePath;
            if (path == "/event")
            {
                Interlocked.Increment(ref _streams);
                return new HttpResponseMessage { Content = new StreamContent(new Feed(this)) { Headers = { ContentType = new("text/event-stream") } } };
            }

            if (path.EndsWith("/prompt_async", StringComparison.Ordinal))
            {
                foreach (var step in _turn.Steps)
                {
                    _feed.Writer.TryWrite(step);
                }

                return new HttpResponseMessage(HttpStatusCode.NoContent);
            }

            return new HttpResponseMessage { Content = new StringContent(Answer(request.Method, path), Encoding.UTF8, "application/json") };
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
            PassTime();
        }
    }

    private string Answer(HttpMethod method, string path) => path switch
    {
        "/session/status" => IsBusy() ? $"{{\"{_turn.Recording.SessionId}\":{{\"type\":\"busy\"}}}}" : "{}",
        _ when path == $"/session/{_turn.Recording.SessionId}/message" => new JArray(Stored()).ToString(Formatting.None),
        _ when method == HttpMethod.Post => "true",
        _ => "[]",
    };

    /// <summary>Whether the session works, after what has happened so far.</summary>
    private bool IsBusy() => !IsOver && _turn.Events.Take(_happened).LastOrDefault(e => (string)e["type"]! is "session.status" or "session.idle" && (string)e["properties"]!["sessionID"]! == _turn.Recording.SessionId) is { } last
        && (string)last["type"]! != "session.idle" && (string?)last["properties"]!["status"]?["type"] != "idle";

    /// <summary>The messages that the server has stored after what has happened so far. Of a text that is being written it stores no deltas.</summary>
    private IEnumerable<JObject> Stored()
    {
        if (IsOver)
        {
            return _turn.Messages;
        }

        var messages = new List<JObject>();
        foreach (var properties in _turn.Events.Take(_happened).Select(e => (JObject)e["properties"]!).Where(p => (string?)p["sessionID"] == _turn.Recording.SessionId))
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

    /// <summary>Lets time pass if everybody waits: the reader for an event, or for the moment to connect again.</summary>
    private void PassTime()
    {
        if (Volatile.Read(ref _requests) > 0 || Time.Running < (Volatile.Read(ref _reads) > 0 ? 1 : 2))
        {
            return;
        }

        if (Time.Jumps > MostJumps)
        {
            _hung.Cancel();
            return;
        }

        _ = Task.Run(Time.Jump);
    }

    /// <summary>One connection of the stream of events.</summary>
    private sealed class Feed(RecordedTurnServer server) : Stream
    {
        private readonly Queue<byte[]> _frames = new([Frame(Encoding.UTF8.GetBytes("""{"id":"evt_connected","type":"server.connected","properties":{}}"""))]);
        private byte[] _rest = [];
        private bool _hasEnded;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_rest.Length == 0)
            {
                if (_hasEnded)
                {
                    return 0;
                }

                if (!_frames.TryDequeue(out var frame))
                {
                    await NextAsync(cancellationToken);
                    continue;
                }

                _rest = frame;
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsSpan(0, count).CopyTo(buffer.Span);
            _rest = _rest[count..];
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] Frame(byte[] data) => [.. "data: "u8, .. data, .. "\n\n"u8];

        private async Task NextAsync(CancellationToken cancellationToken)
        {
            if (!server._feed.Reader.TryRead(out var step))
            {
                Interlocked.Increment(ref server._reads);
                server.PassTime();
                try
                {
                    step = await server._feed.Reader.ReadAsync(cancellationToken);
                }
                finally
                {
                    Interlocked.Decrement(ref server._reads);
                }
            }

            // What has come is no earlier than what the server has stored.
            server._happened = Math.Max(server._happened, (step.Index ?? -1) + 1);
            if (step == TurnStep.Gap)
            {
                _hasEnded = true;
            }
            else if (!step.IsLost)
            {
                _frames.Enqueue(Frame(step.Data));
            }

            if (server._feed.Reader.Count == 0)
            {
                server._happened = server._turn.Events.Count;
            }
        }
    }
}
