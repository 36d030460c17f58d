using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace OpenCode;

/// <summary>The outcome of a call, with a failure as a value instead of an exception. Immutable.</summary>
public class OpenCodeResponse
{
    internal OpenCodeResponse(OpenCodeRequestInfo request, OpenCodeResponseInfo? response, OpenCodeException? error)
    {
        Request = request;
        Response = response;
        Error = error;
    }

    /// <summary>
    /// The error: an <c>OpenCodeApiException</c>, an <c>OpenCodeConnectionException</c>, an
    /// <c>OpenCodeProtocolException</c>, or an <c>OpenCodeUnsupportedOperationException</c>; null if the call succeeded.
    /// </summary>
    public OpenCodeException? Error { get; }

    /// <summary>The request.</summary>
    public OpenCodeRequestInfo Request { get; }

    /// <summary>The status code and the headers of the response; null if there was no response.</summary>
    public OpenCodeResponseInfo? Response { get; }

    /// <summary>Whether the call succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    [MemberNotNullWhen(true, nameof(Response))]
    public bool IsSuccess => Error is null;

    /// <summary>Throws <see cref="Error"/> if the call failed.</summary>
    /// <returns>This response.</returns>
    /// <exception cref="OpenCodeException">The call failed.</exception>
    public OpenCodeResponse EnsureSuccess()
    {
        if (Error is not null)
        {
            ExceptionDispatchInfo.Capture(Error).Throw();
        }

        return this;
    }

    /// <summary>Returns the request and the outcome in one line.</summary>
    public override string ToString() => Error is null ? $"{Request}: {Response}" : $"{Request}: {Error.Message}";
}
