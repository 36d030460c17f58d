using Microsoft.Extensions.Logging;

namespace OpenCode.Aspire.Configuration;

/// <summary>Returns the logger of a resource for each category.</summary>
internal sealed class SingleLoggerFactory(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Providers are not supported. The factory returns only the logger of the resource.");

    public void Dispose()
    {
        // The application owns the logger.
    }
}
