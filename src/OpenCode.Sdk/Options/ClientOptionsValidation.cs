using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// Validates the options of a client. Messages contain the name and the value of an option, but never a secret.
/// </summary>
internal static class ClientOptionsValidation
{
    /// <summary>The maximum length of an array.</summary>
    private const long MaxArrayBytes = 0x7FFFFFC7;

    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public static void Validate(OpenCodeClientOptions options)
    {
        if (Problem(options.BaseUrl ?? OpenCodeClientOptions.DefaultBaseUrl) is { } problem)
        {
            throw Invalid(nameof(options.BaseUrl), $"BaseUrl \"{DisplayUrl.Of(options.BaseUrl)}\" {problem}");
        }

        ValidateCredentials(options);
        NotNull(options.Headers, nameof(options.Headers));
        NotNull(options.TimeProvider, nameof(options.TimeProvider));
        NotNull(options.EventStream, nameof(options.EventStream));
        if (options.MaxResponseBytes is <= 0 or > MaxArrayBytes)
        {
            throw OutOfRange(nameof(options.MaxResponseBytes), options.MaxResponseBytes, $"MaxResponseBytes must be between 1 and {MaxArrayBytes}.");
        }

        if (options.ConnectTimeout != Timeout.InfiniteTimeSpan && (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout.TotalMilliseconds > int.MaxValue))
        {
            throw OutOfRange(nameof(options.ConnectTimeout), options.ConnectTimeout, "ConnectTimeout must be positive and at most 24 days, or Timeout.InfiniteTimeSpan.");
        }

        options.RequestOptions.Validate();
    }

    /// <summary>Returns the problem with the address of a server; null if the address is valid.</summary>
    public static string? Problem(Uri url) =>
        url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } ? "is not an absolute HTTP or HTTPS URL."
        : url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0 ? "must not contain a user name, a query, or a fragment. Username and Password are separate options."
        : null;

    private static void ValidateCredentials(OpenCodeClientOptions options)
    {
        NotNull(options.Username, nameof(options.Username));
        if (options.Username.Contains(':'))
        {
            throw Invalid(nameof(options.Username), $"Username \"{DisplayText.Of(options.Username)}\" contains a colon, which HTTP Basic authentication does not allow.");
        }

        if (options.HasBearerToken && !(HeaderRules.IsValue(options.BearerToken!) && !options.BearerToken!.Any(char.IsWhiteSpace)))
        {
            throw Invalid(nameof(options.BearerToken), "BearerToken contains a character that is not allowed: a token consists of visible ASCII characters.");
        }

        string?[] set =
        [
            options.HasPassword ? nameof(options.Password) : null,
            options.HasBearerToken ? nameof(options.BearerToken) : null,
            options.AuthenticationProvider is null ? null : nameof(options.AuthenticationProvider),
            options.Headers?.Keys.Contains(HeaderRules.Authorization, StringComparer.OrdinalIgnoreCase) == true ? $"{nameof(options.Headers)}[\"{HeaderRules.Authorization}\"]" : null,
        ];
        if (set.OfType<string>().ToList() is { Count: > 1 } names)
        {
            throw Invalid(names[1], $"{string.Join(" and ", names)} can't be combined: a request has one Authorization header.");
        }
    }

    private static void NotNull(object? value, string option)
    {
        if (value is null)
        {
            throw new ArgumentNullException(option, $"{option} must not be null.");
        }
    }

    private static ArgumentException Invalid(string option, string message) => new(message, option);

    private static ArgumentOutOfRangeException OutOfRange(string option, object value, string message) => new(option, value, message);
}
