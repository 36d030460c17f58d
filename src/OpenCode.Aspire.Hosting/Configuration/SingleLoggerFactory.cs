using Microsoft.Extensions.Logging;

namespace OpenCode.Aspire.Configuration;

/// <summary>Gives each category the log of a resource.</summary>
internal sealed class SingleLoggerFactory(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one log, that of the resource.");

    public void Dispose()
    {
        // The log belongs to the application.
    }
}
