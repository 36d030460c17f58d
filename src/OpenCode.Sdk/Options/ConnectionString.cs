using System.Data.Common;

namespace OpenCode;

/// <summary>
/// Reads and writes connection strings, which contain the options that a client needs to connect to a server. Messages contain no
/// values except the address.
/// </summary>
internal static class ConnectionString
{
    public const string Endpoint = "Endpoint";
    public const string Username = "Username";
    public const string Password = "Password";
    public const string Directory = "Directory";

    private static readonly string[] s_keys = [Endpoint, Username, Password, Directory];

    /// <exception cref="ArgumentException">The text is not a connection string.</exception>
    public static OpenCodeClientOptions Read(string text, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        var options = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? ReadUrl(url!) : ReadPairs(text, name);
        options.Validate();
        return options;
    }

    /// <summary>Returns a key with its value, which is quoted if necessary.</summary>
    public static string Pair(string key, string value) => new DbConnectionStringBuilder { [key] = value }.ConnectionString;

    private static OpenCodeClientOptions ReadUrl(Uri url)
    {
        var options = new OpenCodeClientOptions { BaseUrl = url };
        if (url.UserInfo.Length == 0)
        {
            return options;
        }

        var colon = url.UserInfo.IndexOf(':');
        var user = Uri.UnescapeDataString(colon < 0 ? url.UserInfo : url.UserInfo[..colon]);
        return options with
        {
            BaseUrl = new UriBuilder(url) { UserName = "", Password = "", Port = url.IsDefaultPort ? -1 : url.Port }.Uri,
            Username = user.Length == 0 ? options.Username : user,
            Password = colon < 0 ? null : Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]),
        };
    }

    private static OpenCodeClientOptions ReadPairs(string text, string name)
    {
        var pairs = Parse(text, name);
        if (pairs.Keys.Cast<string>().Any(key => !s_keys.Contains(key, StringComparer.OrdinalIgnoreCase)))
        {
            // An unknown key can be the rest of a password that was not quoted.
            throw new ArgumentException($"The connection string contains a key other than {string.Join(", ", s_keys)}. A value that contains a semicolon must be quoted.", name);
        }

        var endpoint = Value(Endpoint) ?? throw new ArgumentException($"The connection string contains no {Endpoint}. An example is {Endpoint}=http://localhost:4096;{Password}=secret", name);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || ClientOptionsValidation.Problem(url) is not null)
        {
            var problem = url is null ? "is not an absolute HTTP or HTTPS URL." : ClientOptionsValidation.Problem(url);
            throw new ArgumentException($"{Endpoint} \"{DisplayUrl.Of(endpoint)}\" of the connection string {problem}", name);
        }

        var options = new OpenCodeClientOptions { BaseUrl = url, Password = Value(Password), Directory = Value(Directory) };
        options.Username = Value(Username) ?? options.Username;
        return options;

        string? Value(string key) => pairs.TryGetValue(key, out var value) && value is string { Length: > 0 } text ? text : null;
    }

    private static DbConnectionStringBuilder Parse(string text, string name)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"The connection string is neither a URL nor a list such as {Endpoint}=http://localhost:4096;{Password}=secret. A value that contains a semicolon or a quotation mark must be quoted.", name, e);
        }
    }
}
