using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace OpenCode;

/// <summary>What became of a call, with its failure as a value. Immutable.</summary>
public class OpenCodeResponse
{
    internal OpenCodeResponse(OpenCodeRequestInfo request, OpenCodeResponseInfo? response, OpenCodeException? error)
    {
        Request = request;
        Response = response;
        Error = error;
    }

    /// <summary>
    /// What went wrong: an <c>OpenCodeApiException</c>, an <c>OpenCodeConnectionException</c> or an
    /// <c>OpenCodeProtocolException</c>; null if nothing did.
    /// </summary>
    public OpenCodeException? Error { get; }

    /// <summary>What was asked.</summary>
    public OpenCodeRequestInfo Request { get; }

    /// <summary>The head of the answer; null if there was none.</summary>
    public OpenCodeResponseInfo? Response { get; }

    /// <summary>Whether the call succeeded.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    [MemberNotNullWhen(true, nameof(Response))]
    public bool IsSuccess => Error is null;

    /// <summary>Throws <see cref="Error"/> if there is one.</summary>
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

    /// <summary>Request and outcome in a line.</summary>
    public override string ToString() => Error is null ? $"{Request}: {Response}" : $"{Request}: {Error.Message}";
}
