namespace OpenCode;

/// <summary>The outcome of a call that returns a value. Immutable.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <example><code>
/// var (session, error, request, response) = await client.Fields.Session.GetAsync("ses_1");
/// Console.WriteLine(error is null ? session.Title : $"{response?.StatusCode}: {error.Message}");
/// </code></example>
public sealed class OpenCodeResponse<T> : OpenCodeResponse
{
    private readonly T? _data;

    internal OpenCodeResponse(T data, OpenCodeRequestInfo request, OpenCodeResponseInfo response)
        : base(request, response, null)
    {
        _data = data;
    }

    internal OpenCodeResponse(OpenCodeException error, OpenCodeRequestInfo request, OpenCodeResponseInfo? response)
        : base(request, response, error)
    {
    }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The call failed; <see cref="OpenCodeResponse.Error"/> contains the reason.</exception>
    public T Data => IsSuccess
        ? _data!
        : throw new InvalidOperationException($"The call failed and has no data: {Error.Message} Check IsSuccess or Error before you read Data, or call EnsureSuccess().", Error);

    /// <inheritdoc cref="OpenCodeResponse.EnsureSuccess"/>
    public new OpenCodeResponse<T> EnsureSuccess()
    {
        base.EnsureSuccess();
        return this;
    }
}
