using System.Text;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace OpenCode.Http;

/// <summary>HTTP Basic, which is what the server asks for once it has a password. Nobody but the server gets it.</summary>
internal sealed class BasicAuthenticationProvider(Uri server, string username, string password) : IAuthenticationProvider
{
    private readonly string _header = "Basic " + Encode(username, password);

    public static IAuthenticationProvider Create(OpenCodeClientOptions options) => options.HasPassword
        ? new BasicAuthenticationProvider(options.BaseUrl!, options.Username, options.Password!)
        : new AnonymousAuthenticationProvider();

    /// <summary>User name and password as they travel.</summary>
    public static string Encode(string username, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));

    public Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
    {
        // A request made by hand may lead anywhere.
        if (Uri.Compare(request.URI, server, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            request.Headers.TryAdd("Authorization", _header);
        }

        return Task.CompletedTask;
    }
}
