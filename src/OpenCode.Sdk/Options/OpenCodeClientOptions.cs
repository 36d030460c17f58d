using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Requests;
using OpenCode.Secrets;

namespace OpenCode;

/// <summary>Options for a client. A client copies its options; later changes do not affect it.</summary>
public sealed record OpenCodeClientOptions
{
    private static readonly IReadOnlyDictionary<string, string> s_noHeaders = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>());

    /// <summary>The default address of a server: <c>http://localhost:4096</c>.</summary>
    public static Uri DefaultBaseUrl { get; } = new("http://localhost:4096");

    /// <summary>
    /// The address of the server. By default, it is the <see cref="HttpClient.BaseAddress"/> of your <see cref="HttpClient"/>, or else
    /// <see cref="DefaultBaseUrl"/>. It can contain a path, but no user name, query or fragment.
    /// </summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The user name for HTTP Basic authentication; <c>opencode</c> by default. It is sent only with a password.</summary>
    public string Username { get; set; } = "opencode";

    /// <summary>The password for HTTP Basic authentication; none by default.</summary>
    public string? Password { get; set; }

    /// <summary>The token for bearer authentication, for example at a gateway in front of the server; none by default. It can't be combined with a password.</summary>
    public string? BearerToken { get; set; }

    /// <summary>
    /// Adds credentials to each request, for example a token that is renewed; none by default. It runs for each attempt, and only for
    /// requests to the client's own server. Values of the headers that it adds are treated as secrets. It can't be combined with
    /// <see cref="Password"/> or <see cref="BearerToken"/>.
    /// </summary>
    public IAuthenticationProvider? AuthenticationProvider { get; set; }

    /// <summary>
    /// Headers of each request to the client's own server, including event streams and WebSockets; none by default. Headers that the
    /// SDK or the connection sets, such as <c>Accept</c>, <c>Content-Type</c> and <c>Host</c>, are reserved; <c>Authorization</c>
    /// can't be combined with another credential. Values are treated as secrets.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = s_noHeaders;

    /// <summary>The project directory that calls work in: an absolute path on the server's machine. By default, it is the server's own directory.</summary>
    public string? Directory { get; set; }

    /// <summary>The workspace that calls work in; none by default.</summary>
    public string? Workspace { get; set; }

    /// <summary>Whether calls in fields style throw their error instead of returning it; false by default.</summary>
    public bool ThrowOnError { get; set; }

    /// <summary>The maximum size of a response that is read into memory, in bytes; 64 MiB by default, 2 GiB at most. It does not apply to streams.</summary>
    public long MaxResponseBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// The timeout of a call, including its retries; none by default, because a prompt can take an hour. When it elapses, the call
    /// throws a <see cref="TimeoutException"/>.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// The timeout for connecting; 10 seconds by default. It applies to the client's own connections, not to those of your
    /// <see cref="HttpClient"/>, and not on .NET Framework.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The maximum number of retries of a call that only reads, after a connection failure or one of the statuses 429, 502, 503 and
    /// 504: 0 to 10; 2 by default. The delays increase from half a second to 8 seconds, or are as long as the server asks for, up to a
    /// minute. Calls that change something are retried only if <see cref="OpenCodeRequestOptions.RetryUnsafeMethods"/> is set.
    /// </summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How event streams reconnect, and what they monitor and report.</summary>
    public EventStreamOptions EventStream { get; set; } = new();

    /// <summary>Creates the logger for calls; none by default. Secrets, bodies and queries are not logged.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Measures delays and timeouts; <see cref="TimeProvider.System"/> by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Creates options from environment variables: the address from <c>OPENCODE_SERVER_URL</c>, and the user name and the password
    /// from <c>OPENCODE_SERVER_USERNAME</c> and <c>OPENCODE_SERVER_PASSWORD</c>, which a server reads, too. Empty variables count as
    /// absent. No client reads the environment by itself.
    /// </summary>
    /// <exception cref="InvalidOperationException">The value of <c>OPENCODE_SERVER_URL</c> is not the address of a server; the message contains it.</exception>
    public static OpenCodeClientOptions FromEnvironment() => ClientEnvironment.Read();

    /// <summary>
    /// Creates options from a connection string, such as <c>Endpoint=http://localhost:4096;Password=secret</c>, which can also contain
    /// <c>Username</c> and <c>Directory</c>. Keys are case-insensitive, and values that contain a semicolon are quoted. A URL such as
    /// <c>http://opencode:secret@localhost:4096</c> is accepted, too.
    /// </summary>
    /// <param name="connectionString">The connection string.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="connectionString"/> is null, empty, or invalid. The message names the key and contains no password.
    /// </exception>
    /// <example><code>
    /// using var client = new OpenCodeClient(OpenCodeClientOptions.FromConnectionString("Endpoint=http://localhost:4096;Password=secret"));
    /// </code></example>
    public static OpenCodeClientOptions FromConnectionString(string connectionString) => ConnectionString.Read(connectionString, nameof(connectionString));

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message contains its name and its value, unless the value is a secret.</exception>
    public void Validate() => ClientOptionsValidation.Validate(this);

    /// <summary>The secrets that the client shares with its server; null for a client of another server.</summary>
    internal KnownSecrets? Secrets { get; init; }

    /// <summary>The directory and the workspace of the calls of a new client.</summary>
    internal OpenCodeRequestOptions Place => new() { Directory = Directory, Workspace = Workspace };

    /// <summary>The options of a call, unless its view or the call itself overrides them.</summary>
    internal OpenCodeRequestOptions RequestOptions => Place with
    {
        ThrowOnError = ThrowOnError,
        Timeout = Timeout,
        MaxRetries = MaxRetries,
        Headers = Headers.Count == 0 ? null : Headers,
        EventStream = EventStream,
    };

    internal bool HasPassword => Password is { Length: > 0 };

    internal bool HasBearerToken => BearerToken is { Length: > 0 };

    /// <summary>The name of the credentials that are sent; null if there are none.</summary>
    internal string? CredentialsName =>
        HasPassword ? "user name and password"
        : HasBearerToken ? "bearer token"
        : AuthenticationProvider is not null || Headers.Keys.Contains(HeaderRules.Authorization, StringComparer.OrdinalIgnoreCase) ? "credentials"
        : null;

    /// <summary>Returns the options without passwords, tokens and the values of headers.</summary>
    public override string ToString() =>
        $"{nameof(OpenCodeClientOptions)} {{ BaseUrl = {ClientOptionsValidation.Print(BaseUrl)}, Directory = {DisplayText.Of(Directory)}, Workspace = {DisplayText.Of(Workspace)}, Headers = {HeaderRules.Print(Headers)} }}";
}
