using OpenCode.Models;

namespace OpenCode.Requests;

/// <summary>
/// Sends requests and decodes responses with generated readers, which do not require a Kiota serialization package. The response
/// contains the error of a call, unless <see cref="OpenCodeRequestOptions.ThrowOnError"/> of the request is true.
/// </summary>
internal interface IOpenCodeRequestAdapter : IRequestAdapter
{
    /// <summary>Sends a request and ignores the content of the response.</summary>
    Task<OpenCodeResponse> SendAsync(RequestInformation request, CancellationToken cancellationToken);

    /// <summary>Sends a request and reads the JSON of the response.</summary>
    Task<OpenCodeResponse<T>> SendJsonAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken);

    /// <summary>Sends a request and reads the text of the response.</summary>
    Task<OpenCodeResponse<string>> SendTextAsync(RequestInformation request, string contentType, CancellationToken cancellationToken);

    /// <summary>Sends a request and returns the bytes of the response as they arrive.</summary>
    Task<OpenCodeResponse<Stream>> SendBytesAsync(RequestInformation request, CancellationToken cancellationToken);

    /// <summary>Sends a request when enumeration starts, and reads the server-sent events of the response.</summary>
    IEventSequence<T> StreamAsync<T>(RequestInformation request, ModelReader<T> read, CancellationToken cancellationToken);

    /// <summary>Opens a WebSocket.</summary>
    Task<OpenCodeResponse<WebSocket>> ConnectAsync(RequestInformation request, CancellationToken cancellationToken);
}
