namespace OpenCode;

/// <summary>
/// How event streams survive. Set for all streams of a client with <c>OpenCodeClientOptions.EventStream</c>, for some with
/// <see cref="OpenCodeRequestOptions.EventStream"/>. Immutable.
/// </summary>
/// <example><code>
/// var patient = client.With(new() { EventStream = new() { MaxOutage = TimeSpan.FromMinutes(10) } });
/// await foreach (var e in patient.Event.SubscribeAsync()) Console.WriteLine(e.Type);
/// </code></example>
public sealed record EventStreamOptions
{
    /// <summary>
    /// Whether a stream that was open connects again when it is lost: after an end, a reset, silence, or an answer of 500 and
    /// above. By default it does. An answer of 400 to 499 is final, and so is anything but a stream of events.
    /// </summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>
    /// The wait before the first new attempt, by default 250 milliseconds; a <c>retry:</c> of the server takes its place, but
    /// counts as 100 milliseconds, or as this value if it is shorter, when it asks for less. It doubles from attempt to attempt,
    /// is shortened at random by up to half, and starts over once events come again.
    /// </summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two attempts; by default 30 seconds.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many attempts in a row may fail before the stream ends with the last failure; by default any number.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How long the stream may be lost before it ends with the last failure; by default without limit.</summary>
    public TimeSpan? MaxOutage { get; init; }

    /// <summary>
    /// How long the server may take to answer an attempt to connect; by default 10 seconds. A server that is just starting may
    /// never answer. The stream of a single v2 session has <see cref="IdleTimeout"/> instead: it is answered with its first event.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may be silent before it counts as lost; by default 30 seconds. Servers send a heartbeat every 10
    /// seconds. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether streams that can't be resumed say with a <c>StreamGapEvent</c> or a <c>V2StreamGapEvent</c> where events may be
    /// missing; by default they do.
    /// </summary>
    public bool AnnounceGaps { get; init; } = true;

    /// <summary>The longest line of an event, in bytes; by default 16 MiB. A longer one ends the stream with an error.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The largest event, in bytes; by default 16 MiB. A larger one ends the stream with an error.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Gets every change of a stream's state; by default nobody. Give each stream one of its own.</summary>
    public EventStreamMonitor? Monitor { get; init; }

    /// <exception cref="ArgumentException">Something in these options can't work.</exception>
    internal void Validate()
    {
        Check(FirstDelay > TimeSpan.Zero, nameof(FirstDelay), "be positive");
        Check(LongestDelay >= FirstDelay && LongestDelay.TotalMilliseconds <= int.MaxValue, nameof(LongestDelay), "be FirstDelay at least and 24 days at most");
        Check(MaxAttempts is null or > 0, nameof(MaxAttempts), "be positive");
        Check(MaxOutage is null || MaxOutage > TimeSpan.Zero, nameof(MaxOutage), "be positive");
        Check(IsPatience(ConnectTimeout), nameof(ConnectTimeout), "be positive and 24 days at most, or Timeout.InfiniteTimeSpan");
        Check(IsPatience(IdleTimeout), nameof(IdleTimeout), "be positive and 24 days at most, or Timeout.InfiniteTimeSpan");
        Check(MaxLineBytes > 0, nameof(MaxLineBytes), "be positive");
        Check(MaxEventBytes > 0, nameof(MaxEventBytes), "be positive");

        static bool IsPatience(TimeSpan time) => time == Timeout.InfiniteTimeSpan || (time > TimeSpan.Zero && time.TotalMilliseconds <= int.MaxValue);

        static void Check(bool isSound, string name, string demand)
        {
            if (!isSound)
            {
                throw new ArgumentOutOfRangeException(name, $"{name} has to {demand}.");
            }
        }
    }
}
