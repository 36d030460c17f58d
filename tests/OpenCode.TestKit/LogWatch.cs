using Microsoft.Extensions.Logging;

namespace OpenCode.Testing;

/// <summary>A log that calls a test with each message, on the thread that writes it and before the writer goes on.</summary>
public sealed class LogWatch(Action<string> onMessage) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        onMessage(formatter(state, exception));

    public void Dispose()
    {
    }
}
