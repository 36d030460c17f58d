namespace OpenCode.Sdk.Tests;

/// <summary>Answers never.</summary>
internal sealed class StuckHandler : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("The wait has no end but cancellation.");
    }
}
