using OpenCode.Diagnostics;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>Requests a stream of events.</summary>
/// <param name="after">The position after which a stream resumes; null for a new stream.</param>
/// <param name="isFirst">Whether the request can be retried in the same way as any other call.</param>
/// <param name="cancellationToken">Cancels the request.</param>
internal delegate Task<OpenCodeResponse<ServerResponse>> OpenEvents(long? after, bool isFirst, CancellationToken cancellationToken);

/// <summary>Represents the source of an event stream.</summary>
/// <param name="OpenAsync">Requests the events.</param>
/// <param name="Options">The options of the call.</param>
/// <param name="TimeProvider">Measures delays and timeouts.</param>
/// <param name="Observe">Creates the observer of one enumeration.</param>
/// <param name="Scrubber">Masks secrets in texts of the server.</param>
/// <param name="Closing">Canceled when the client is disposed.</param>
internal sealed record EventSource(
    OpenEvents OpenAsync,
    OpenCodeRequestOptions Options,
    TimeProvider TimeProvider,
    Func<StreamObserver> Observe,
    SecretScrubber Scrubber,
    CancellationToken Closing);
