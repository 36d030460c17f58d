using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>A server in memory whose time passes when everybody waits for it: the reader for an event, or a request for its response.</summary>
internal abstract class VirtualServer : HttpMessageHandler
{
    /// <summary>More than any patience of the engine needs.</summary>
    private const int MostJumps = 400;

    /// <summary>After these, a jump takes real time as well: who works may have a thread, and no processor to run it on.</summary>
    private const int FreeJumps = 20;

    /// <summary>How often others go first before the clock jumps.</summary>
    private const int Courtesy = 100;

    /// <summary>How long queued work goes first: work that another test left behind may never end.</summary>
    private static readonly TimeSpan s_longestCourtesy = TimeSpan.FromSeconds(1);

    private readonly Channel<TurnStep> _feed = Channel.CreateUnbounded<TurnStep>();
    private readonly CancellationTokenSource _hung = new();
    private int _requests;
    private int _reads;
    private int _stuck;
    private int _unread;

    private bool _isCut;

    /// <summary>Whether the reader of the events has left.</summary>
    private bool _hasLeft;

    /// <summary>Counts everything that anybody does.</summary>
    private long _activity;

    protected VirtualServer()
    {
        Time.Changed = PassTime;
    }

    public VirtualTime Time { get; } = new();

    /// <summary>Canceled when time passes and nothing comes of it.</summary>
    public CancellationToken Hung => _hung.Token;

    /// <summary>Whether every event has been read.</summary>
    protected bool IsRead => Volatile.Read(ref _unread) == 0;

    /// <summary>
    /// Somebody waits for an event or a response, or nobody reads events anymore; and who connects again waits for that, beside
    /// whoever waits for events. Anybody else is at work.
    /// </summary>
    private bool IsEverybodyWaiting
    {
        get
        {
            var (reads, stuck) = (Volatile.Read(ref _reads), Volatile.Read(ref _stuck));
            var isWaiting = (reads > 0 && IsRead) || (stuck > 0 && reads == 0) || Volatile.Read(ref _hasLeft);
            return Volatile.Read(ref _requests) == 0 && Time.Running >= (isWaiting ? 1 : Volatile.Read(ref _isCut) ? 2 : int.MaxValue);
        }
    }

    public OpenCodeClient CreateClient() => new(this, new OpenCodeClientOptions
    {
        TimeProvider = Time,
        EventStream = new() { ConnectTimeout = Timeout.InfiniteTimeSpan, IdleTimeout = Timeout.InfiniteTimeSpan },
    });

    public override string ToString() => $"{Time.Running} timers, {Time.Jumps} jumps, {_requests} requests, {_stuck} of them stuck, {_reads} reads, {_unread} unread{(_isCut ? ", cut" : "")}";

    /// <summary>Sends an event, or ends the connection.</summary>
    protected void Send(TurnStep step)
    {
        Interlocked.Increment(ref _unread);
        _feed.Writer.TryWrite(step);
    }

    /// <summary>Notes that an event is about to be read, or lost.</summary>
    protected virtual void OnHappened(TurnStep step)
    {
    }

    /// <summary>Called when every event has been read, and another one is waited for.</summary>
    protected virtual void OnRead()
    {
    }

    protected abstract Task<HttpResponseMessage> RespondAsync(HttpMethod method, string path, string body, CancellationToken cancellationToken);

    protected static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>Takes a request and never responds to it.</summary>
    protected async Task<HttpResponseMessage> StickAsync(Task until, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _stuck);
        Interlocked.Decrement(ref _requests);
        PassTime();
        try
        {
            await until.WaitAsync(cancellationToken);
            return Json("true");
        }
        finally
        {
            Interlocked.Increment(ref _requests);
            Interlocked.Decrement(ref _stuck);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _activity);
        try
        {
            await Task.Yield();
            var path = request.RequestUri!.AbsolutePath;
            if (path == "/event")
            {
                Volatile.Write(ref _isCut, false);
                return new HttpResponseMessage { Content = new StreamContent(new Feed(this)) { Headers = { ContentType = new("text/event-stream") } } };
            }

            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return await RespondAsync(request.Method, path, body, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
            PassTime();
        }
    }

    private void PassTime()
    {
        var activity = Interlocked.Increment(ref _activity);
        if (IsEverybodyWaiting)
        {
            _ = Task.Run(() => JumpAsync(activity));
        }
    }

    /// <summary>
    /// Lets whoever has just been served come to the point where they wait again. Work that no counter sees, for instance a reply
    /// that runs in the background, waits in the queues of the thread pool; a yield to the thread's own queue would overtake it.
    /// </summary>
    private async Task JumpAsync(long activity)
    {
        if (Time.Jumps > FreeJumps)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Time.Jumps / 10), TimeProvider.System);
        }

        var courtesy = Stopwatch.StartNew();
        for (var i = 0; i < Courtesy || (ThreadPool.PendingWorkItemCount > 0 && courtesy.Elapsed < s_longestCourtesy); i++)
        {
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
            if (Interlocked.Read(ref _activity) != activity)
            {
                return;
            }
        }

        if (Time.Jumps > MostJumps)
        {
            await _hung.CancelAsync();
            return;
        }

        if (IsEverybodyWaiting)
        {
            Time.Jump();

            // A timer that nobody waits for anymore does nothing, and the next one is due.
            PassTime();
        }
    }

    /// <summary>One connection of the stream of events.</summary>
    private sealed class Feed(VirtualServer server) : Stream
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
            if (server.IsRead)
            {
                server.OnRead();
            }

            Interlocked.Increment(ref server._reads);
            server.PassTime();
            TurnStep step;
            try
            {
                step = await server._feed.Reader.ReadAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Volatile.Write(ref server._hasLeft, true);
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref server._reads);
            }

            Interlocked.Decrement(ref server._unread);
            server.OnHappened(step);
            if (step == TurnStep.Gap)
            {
                Volatile.Write(ref server._isCut, true);
                _hasEnded = true;
            }
            else if (!step.IsLost)
            {
                _frames.Enqueue(Frame(step.Data));
            }
        }
    }
}
