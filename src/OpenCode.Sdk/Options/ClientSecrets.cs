using OpenCode.Secrets;

namespace OpenCode;

/// <summary>Finds the secrets in the options of a client.</summary>
internal static class ClientSecrets
{
    /// <summary>Creates the scrubber that masks the secrets in texts from the server.</summary>
    public static SecretScrubber CreateScrubber(OpenCodeClientOptions options)
    {
        List<string> own = [];
        if (options.HasPassword)
        {
            own.Add(options.Password!);
            own.Add(BasicAuthentication.Encode(options.Username, options.Password!));
        }

        if (options.HasBearerToken)
        {
            own.Add(options.BearerToken!);
        }

        var found = new FoundSecrets();
        foreach (var value in options.Headers.Values)
        {
            SecretFinder.FindInHeader(value, found);
        }

        return new SecretScrubber([.. own, .. found.Values], options.Secrets ?? new KnownSecrets());
    }
}
