using OpenCode.Models;

namespace OpenCode.Requests;

/// <summary>
/// Sends requests and decodes answers with generated readers, which need no Kiota serialisation package. What goes wrong is
/// in the response, unless the request's <see cref="OpenCodeRequestOptions.ThrowOnError"/> asks for it to be thrown.
/// </summary>
internal interface IOpenCodeRequestAdapter : IRequestAdapter
{
    /// <summary>Sends a request whose answer has no content that matters.</summary>
    Task<OpenCodeResponse> SendAsync(RequestInformation request, CancellationToken cancellationToken);

    /// <summary>Sends a request and reads the JSON it is answered with.</summary>
    Task<OpenCodeResponse<T>> SendJsonAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken);

    /// <summary>Sends a request and reads the text it is answered with.</summary>
    Task<OpenCodeResponse<string>> SendTextAsync(RequestInformation request, string contentType, CancellationToken cancellationToken);

    /// <summary>Sends a request and hands out the bytes it is answered with as they arrive.</summary>
    Task<OpenCodeResponse<Stream>> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken);

    /// <summary>Sends a request when enumeration starts, and reads the server-sent events it is answered with.</summary>
    IAsyncEnumerable<OpenCodeResponse<T>> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken);

    /// <summary>Opens a WebSocket.</summary>
    Task<OpenCodeResponse<WebSocket>> ConnectAsync(RequestInformation request, CancellationToken cancellationToken);
}
