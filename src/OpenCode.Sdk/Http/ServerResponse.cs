using OpenCode.Calls;
using OpenCode.Models;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>A response with its description. The code that reads it to its end disposes it.</summary>
internal sealed class ServerResponse(Call call, HttpResponseMessage message, SecretScrubber scrubber) : IDisposable
{
    public HttpResponseMessage Message { get; } = message;

    public OpenCodeRequestInfo Request { get; } = call.Describe(message);

    public OpenCodeResponseInfo Head { get; } = new(message);

    /// <summary>Whether the content has a media type.</summary>
    public bool HasContentType(string mediaType) =>
        string.Equals(Message.Content?.Headers.ContentType?.MediaType, mediaType, StringComparison.OrdinalIgnoreCase);

    public byte[]? RequestBody => call.Body;

    /// <summary>Masks secrets in texts of the response.</summary>
    public SecretScrubber Scrubber => scrubber;

    /// <summary>Where the response does not match the server's OpenAPI document.</summary>
    public IReadOnlyList<JsonMismatch> Mismatches { get; set; } = [];

    /// <summary>Lets cancellation end a pending read. .NET Framework checks the token only before it reads.</summary>
    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.Register(static response => ((ServerResponse)response!).Dispose(), this);

    public void Dispose() => Message.Dispose();
}
