using Microsoft.AspNetCore.Diagnostics;

namespace OpenCode.Samples;

/// <summary>Responds with the server's message if a call of the SDK fails.</summary>
/// <param name="problems">Writes the responses.</param>
internal sealed class ServerErrorHandler(IProblemDetailsService problems) : IExceptionHandler
{
    /// <inheritdoc />
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (OpenCodeException or ArgumentException or TimeoutException))
        {
            return ValueTask.FromResult(false);
        }

        httpContext.Response.StatusCode = exception switch
        {
            OpenCodeApiException e => (int)e.StatusCode,
            ArgumentException => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status502BadGateway,
        };
        return problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = { Detail = exception.Message } });
    }
}
