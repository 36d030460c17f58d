namespace OpenCode;

/// <summary>Monitors the state of an event stream. Thread-safe. Use one monitor for each stream.</summary>
/// <example><code>
/// var monitor = new EventStreamMonitor();
/// monitor.Changed += (_, change) => Console.WriteLine($"{change.State}: {change.Reason?.Message}");
/// var stream = client.With(new() { EventStream = new() { Monitor = monitor } }).Event.SubscribeAsync();
/// </code></example>
public sealed class EventStreamMonitor
{
    private const int MaxChanges = 100;

    private readonly Queue<EventStreamChange> _history = new();
    private EventStreamChange? _current;

    /// <summary>Occurs when the state changes, on the thread that reads the stream. A handler must return quickly; an exception that it throws ends the stream.</summary>
    public event EventHandler<EventStreamChange>? Changed;

    /// <summary>The last change; null before enumeration of the stream starts.</summary>
    public EventStreamChange? Current => Volatile.Read(ref _current);

    /// <summary>The state; <see cref="EventStreamState.Connecting"/> before enumeration of the stream starts.</summary>
    public EventStreamState State => Current?.State ?? EventStreamState.Connecting;

    /// <summary>
    /// Occurs when the state changes, on the thread that reads the stream. A handler must return quickly. An exception that a
    /// handler throws ends the stream.
    /// </summary>
    public IReadOnlyList<EventStreamChange> History
    {
        get
        {
            lock (_history)
            {
                return [.. _history];
            }
        }
    }

    internal void Report(EventStreamChange change)
    {
        lock (_history)
        {
            if (_history.Count == MaxChanges)
            {
                _history.Dequeue();
            }

            _history.Enqueue(change);
            Volatile.Write(ref _current, change);
        }

        Changed?.Invoke(this, change);
    }
}
