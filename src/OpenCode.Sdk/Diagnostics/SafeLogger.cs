using Microsoft.Extensions.Logging;

namespace OpenCode.Diagnostics;

/// <summary>
/// Represents a logger whose exceptions do not affect the code that logs, such as the reader of a server's output.
/// </summary>
internal sealed class SafeLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // The failure could only be reported to the logger that failed.
        }
    }
}
