using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Calls;
using OpenCode.Requests;
using OpenCode.Secrets;

namespace OpenCode.Http;

/// <summary>Adds the credentials of a client to requests to its own server only. Thread-safe.</summary>
internal sealed class Credentials(OpenCodeClientOptions options, SecretScrubber scrubber) : IAuthenticationProvider
{
    private readonly string? _header =
        options.HasPassword ? "Basic " + BasicAuthentication.Encode(options.Username, options.Password!)
        : options.HasBearerToken ? "Bearer " + options.BearerToken
        : null;

    /// <summary>
    /// Gets whether the application adds the credentials to each request, so that they are not known in advance.
    /// </summary>
    public bool IsFromApplication => _header is null && options.AuthenticationProvider is not null;

    /// <summary>
    /// Gets the value of the <c>Authorization</c> header; null if there is none, or if the application adds it.
    /// </summary>
    public string? Header => _header;

    public async Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
    {
        if (!Call.IsOwn(options.BaseUrl!, request.URI) || request.Headers.ContainsKey(HeaderRules.Authorization))
        {
            return;
        }

        if (_header is not null)
        {
            request.Headers.Add(HeaderRules.Authorization, _header);
        }
        else if (options.AuthenticationProvider is { } provider)
        {
            await AuthenticateAsync(provider, request, additionalAuthenticationContext, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AuthenticateAsync(IAuthenticationProvider provider, RequestInformation request, Dictionary<string, object>? context, CancellationToken cancellationToken)
    {
        var url = request.URI;
        var before = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToList(), StringComparer.OrdinalIgnoreCase);
        await provider.AuthenticateRequestAsync(request, context, cancellationToken).ConfigureAwait(false);
        scrubber.RememberAdded(url, request.URI);
        foreach (var header in request.Headers)
        {
            var added = before.TryGetValue(header.Key, out var known) ? header.Value.Except(known).ToList() : [.. header.Value];
            scrubber.Remember(added);
            HeaderRules.ValidateName(header.Key, nameof(OpenCodeClientOptions.AuthenticationProvider));
            foreach (var value in added)
            {
                HeaderRules.ValidateValue(header.Key, value, nameof(OpenCodeClientOptions.AuthenticationProvider));
            }
        }
    }
}
