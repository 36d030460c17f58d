using OpenCode.Calls;
using OpenCode.Models;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>Represents a response with its description. The code that reads it to its end disposes it.</summary>
internal sealed class ServerResponse(Call call, HttpResponseMessage message, SecretScrubber scrubber) : IDisposable
{
    public HttpResponseMessage Message { get; } = message;

    public OpenCodeRequestInfo Request { get; } = call.Describe(message);

    public OpenCodeResponseInfo Head { get; } = OpenCodeResponseInfo.Of(message);

    /// <summary>Returns whether the content has a media type.</summary>
    public bool HasContentType(string mediaType) =>
        string.Equals(Message.Content?.Headers.ContentType?.MediaType, mediaType, StringComparison.OrdinalIgnoreCase);

    public byte[]? RequestBody => call.Body;

    /// <summary>Gets the scrubber that masks secrets in texts of the response.</summary>
    public SecretScrubber Scrubber => scrubber;

    /// <summary>Gets or sets where the response does not match the server's OpenAPI document.</summary>
    public IReadOnlyList<JsonMismatch> Mismatches { get; set; } = [];

    /// <summary>Ends a pending read on cancellation. .NET Framework checks the token only before a read.</summary>
    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.Register(static response => ((ServerResponse)response!).Dispose(), this);

    public void Dispose() => Message.Dispose();
}
