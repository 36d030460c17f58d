namespace OpenCode;

/// <summary>Reads the options of a client from environment variables.</summary>
internal static class ClientEnvironment
{
    public const string PasswordVariable = "OPENCODE_SERVER_PASSWORD";
    public const string UsernameVariable = "OPENCODE_SERVER_USERNAME";

    private const string UrlVariable = "OPENCODE_SERVER_URL";

    public static OpenCodeClientOptions Read()
    {
        var options = new OpenCodeClientOptions { BaseUrl = ReadUrl(), Password = Variable(PasswordVariable) };
        options.Username = Variable(UsernameVariable) ?? options.Username;
        return options;
    }

    private static Uri? ReadUrl()
    {
        if (Variable(UrlVariable) is not { } value)
        {
            return null;
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var url))
        {
            throw new InvalidOperationException($"The environment variable {UrlVariable} is \"{DisplayUrl.Of(value)}\", which is not an absolute HTTP or HTTPS URL.");
        }

        return ClientOptionsValidation.Problem(url) is { } problem
            ? throw new InvalidOperationException($"The environment variable {UrlVariable} is \"{DisplayUrl.Of(url)}\", which {problem}")
            : url;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
