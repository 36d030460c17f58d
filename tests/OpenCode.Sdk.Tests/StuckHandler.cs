using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Answers never.</summary>
internal sealed class StuckHandler : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await cancellationToken.UntilCanceledAsync();
        throw new InvalidOperationException("The wait has no end but cancellation.");
    }
}
