using System.Text;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace OpenCode.Http;

/// <summary>HTTP Basic, which is what the server asks for once it has a password.</summary>
internal sealed class BasicAuthenticationProvider(string username, string password) : IAuthenticationProvider
{
    /// <summary>The value of the Authorization header.</summary>
    public string Header { get; } = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));

    public static IAuthenticationProvider Create(OpenCodeClientOptions options) => options.HasPassword
        ? new BasicAuthenticationProvider(options.Username, options.Password!)
        : new AnonymousAuthenticationProvider();

    public Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
    {
        request.Headers.TryAdd("Authorization", Header);
        return Task.CompletedTask;
    }
}
