namespace OpenCode;

/// <summary>Deconstructs responses, so that the data of a failed call is null for all types.</summary>
public static class OpenCodeResponseExtensions
{
    /// <summary>Deconstructs a response. <paramref name="data"/> is null if the call failed.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static void Deconstruct<T>(this OpenCodeResponse<T> source, out T? data, out OpenCodeException? error, out OpenCodeRequestInfo request, out OpenCodeResponseInfo? response)
        where T : class
    {
        Require.NotNull(source, nameof(source));
        data = source.IsSuccess ? source.Data : null;
        (error, request, response) = (source.Error, source.Request, source.Response);
    }

    /// <inheritdoc cref="Deconstruct{T}(OpenCodeResponse{T}, out T, out OpenCodeException, out OpenCodeRequestInfo, out OpenCodeResponseInfo)"/>
    public static void Deconstruct<T>(this OpenCodeResponse<T> source, out T? data, out OpenCodeException? error, out OpenCodeRequestInfo request, out OpenCodeResponseInfo? response)
        where T : struct
    {
        Require.NotNull(source, nameof(source));
        data = source.IsSuccess ? source.Data : null;
        (error, request, response) = (source.Error, source.Request, source.Response);
    }
}
