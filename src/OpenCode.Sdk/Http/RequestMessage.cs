using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary;
using OpenCode.Calls;
using OpenCode.Requests;

namespace OpenCode.Http;

/// <summary>
/// Creates the HTTP request of a call. The result is the same as that of Kiota, but the request is not copied and its URL is
/// expanded only once.
/// </summary>
internal static class RequestMessage
{
    /// <param name="call">The call.</param>
    /// <param name="authorization">The credentials of the client for its own server; null if it has none.</param>
    /// <param name="connection">Sends the request.</param>
    public static HttpRequestMessage Create(Call call, string? authorization, Connection connection)
    {
        var message = new HttpRequestMessage(call.Method, call.Url);
#if NET
        message.Version = connection.HttpClient.DefaultRequestVersion;
        message.VersionPolicy = connection.HttpClient.DefaultVersionPolicy;
#endif
        AddOptions(message, call, connection);
        AddContent(message, call);
        foreach (var header in call.Headers)
        {
            AddHeader(message, header.Key, header.Value);
        }

        // The headers of the request itself take precedence over those of the options, which take precedence over the
        // credentials. The headers of the options and the credentials are not sent to other servers.
        if (call.IsToOwnServer)
        {
            foreach (var header in call.Options.Headers ?? (IEnumerable<KeyValuePair<string, string>>)[])
            {
                AddMissing(message, call, header.Key, header.Value);
            }

            if (authorization is not null && call.Options.Headers?.Keys.Contains(HeaderRules.Authorization, StringComparer.OrdinalIgnoreCase) != true)
            {
                AddMissing(message, call, HeaderRules.Authorization, authorization);
            }
        }

        return message;
    }

    private static void AddContent(HttpRequestMessage message, Call call)
    {
        message.Content = call.Body is { } body ? new ByteArrayContent(body)
            : call.Content() is { } content && content != Stream.Null ? new StreamContent(content)
            : null;
    }

    private static void AddMissing(HttpRequestMessage message, Call call, string name, string value)
    {
        if (!call.Headers.ContainsKey(name))
        {
            AddHeader(message, name, [value]);
        }
    }

    private static void AddHeader(HttpRequestMessage message, string name, IEnumerable<string> values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, values))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Adds the request options, because the application can use Kiota's handlers, which read them.</summary>
    private static void AddOptions(HttpRequestMessage message, Call call, Connection connection)
    {
        foreach (var option in call.RequestOptions)
        {
            if (option is not (ViewOptions or OperationName))
            {
                AddOption(message, option);
            }
        }

        if (connection.Observability is { } observability)
        {
            AddOption(message, observability);
        }
    }

    private static void AddOption(HttpRequestMessage message, IRequestOption option)
    {
#if NET
        message.Options.Set(new HttpRequestOptionsKey<IRequestOption>(option.GetType().FullName!), option);
#else
        message.Properties[option.GetType().FullName!] = option;
#endif
    }
}
