namespace OpenCode;

/// <summary>
/// Options for reconnecting and monitoring event streams. Set them for all streams of a client with
/// <c>OpenCodeClientOptions.EventStream</c>, or for individual calls with <see cref="OpenCodeRequestOptions.EventStream"/>.
/// Immutable.
/// </summary>
/// <example><code>
/// var patient = client.With(new() { EventStream = new() { MaxOutage = TimeSpan.FromMinutes(10) } });
/// await foreach (var e in patient.Event.SubscribeAsync()) Console.WriteLine(e.Type);
/// </code></example>
public sealed record EventStreamOptions
{
    /// <summary>
    /// Whether a stream that was open reconnects when the connection is lost; true by default. A connection is lost when it ends,
    /// is reset, or is idle for too long, or when the server returns a status of 500 or above. A status from 400 to 499 ends the
    /// stream, and so does a response that is not an event stream.
    /// </summary>
    public bool Reconnect { get; init; } = true;

    /// <summary>
    /// The delay before the first attempt to reconnect; 250 milliseconds by default. A <c>retry:</c> field from the server
    /// replaces it; the minimum is then 100 milliseconds, or this value if it is shorter. The delay doubles with each attempt, is
    /// randomly shortened by up to half, and is reset when events arrive.
    /// </summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay between two attempts; 30 seconds by default.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of consecutive failed attempts, after which the stream ends with the last failure; unlimited by default.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The maximum duration of an outage, after which the stream ends with the last failure; unlimited by default.</summary>
    public TimeSpan? MaxOutage { get; init; }

    /// <summary>
    /// The timeout for the response to a connection attempt; 10 seconds by default. A server that is starting might never
    /// respond. For the stream of a single v2 session, <see cref="IdleTimeout"/> applies instead, because its response starts
    /// with the first event.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time without data after which a connection is considered lost; 30 seconds by default. Servers send a heartbeat every 10
    /// seconds. <see cref="Timeout.InfiniteTimeSpan"/> disables the timeout.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether streams that can't be resumed contain a <c>StreamGapEvent</c> or a <c>V2StreamGapEvent</c> where events might be
    /// missing; true by default.
    /// </summary>
    public bool AnnounceGaps { get; init; } = true;

    /// <summary>The maximum length of a line of an event, in bytes; 16 MiB by default. A longer line ends the stream with an error.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The maximum size of an event, in bytes; 16 MiB by default. A larger event ends the stream with an error.</summary>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Receives each change of a stream's state; none by default. Use one monitor for each stream.</summary>
    public EventStreamMonitor? Monitor { get; init; }

    /// <exception cref="ArgumentException">An option is invalid; the message contains its name and its value.</exception>
    internal void Validate()
    {
        Check(InitialDelay > TimeSpan.Zero, nameof(InitialDelay), InitialDelay, "must be positive");
        Check(MaxDelay >= InitialDelay && MaxDelay.TotalMilliseconds <= int.MaxValue, nameof(MaxDelay), MaxDelay, "must be at least InitialDelay and at most 24 days");
        Check(MaxAttempts is null or > 0, nameof(MaxAttempts), MaxAttempts, "must be positive");
        Check(MaxOutage is null || MaxOutage > TimeSpan.Zero, nameof(MaxOutage), MaxOutage, "must be positive");
        Check(IsTimeout(ConnectTimeout), nameof(ConnectTimeout), ConnectTimeout, "must be positive and at most 24 days, or Timeout.InfiniteTimeSpan");
        Check(IsTimeout(IdleTimeout), nameof(IdleTimeout), IdleTimeout, "must be positive and at most 24 days, or Timeout.InfiniteTimeSpan");
        Check(MaxLineBytes > 0, nameof(MaxLineBytes), MaxLineBytes, "must be positive");
        Check(MaxEventBytes > 0, nameof(MaxEventBytes), MaxEventBytes, "must be positive");

        static bool IsTimeout(TimeSpan time) => time == Timeout.InfiniteTimeSpan || (time > TimeSpan.Zero && time.TotalMilliseconds <= int.MaxValue);

        static void Check(bool isValid, string name, object? value, string requirement)
        {
            if (!isValid)
            {
                throw new ArgumentOutOfRangeException(name, value, $"EventStream.{name} {requirement}.");
            }
        }
    }
}
