using OpenCode.Models;

namespace OpenCode.Http;

/// <summary>An answer with what is to be known of it. Whoever reads it to its end disposes it.</summary>
internal sealed class Answer(Call call, HttpResponseMessage message) : IDisposable
{
    public HttpResponseMessage Message { get; } = message;

    public OpenCodeRequestInfo Request { get; } = call.Describe(message);

    public OpenCodeResponseInfo Head { get; } = new(message);

    public string? ContentType => Message.Content?.Headers.ContentType?.MediaType;

    public byte[]? RequestBody => call.Body;

    /// <summary>What in the response does not match the server's OpenAPI document.</summary>
    public IReadOnlyList<JsonMismatch> Mismatches { get; set; } = [];

    /// <summary>Lets cancellation end a read that is waiting. .NET Framework looks at the token only before it reads.</summary>
    public CancellationTokenRegistration AbortOn(CancellationToken cancellationToken) => cancellationToken.Register(Dispose);

    public void Dispose() => Message.Dispose();
}
