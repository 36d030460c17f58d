using System.Collections.ObjectModel;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Requests;
using OpenCode.Secrets;

namespace OpenCode;

/// <summary>Specifies the options of a client. A client copies its options; later changes don't affect it.</summary>
public sealed record OpenCodeClientOptions
{
    private static readonly IReadOnlyDictionary<string, string> s_noHeaders = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>());

    /// <summary>Gets the default address of a server.</summary>
    /// <value><c>http://localhost:4096</c>.</value>
    public static Uri DefaultBaseUrl { get; } = new("http://localhost:4096");

    /// <summary>
    /// Gets or sets the address of the server. The address can contain a path, but no user name, query, or fragment.
    /// </summary>
    /// <value>
    /// An absolute HTTP or HTTPS URL. By default, the <see cref="HttpClient.BaseAddress"/> of your <see cref="HttpClient"/>
    /// applies, or else <see cref="DefaultBaseUrl"/>.
    /// </value>
    public Uri? BaseUrl { get; set; }

    /// <summary>Gets or sets the user name for HTTP Basic authentication. It is sent only with a password.</summary>
    /// <value>A name without a colon. The default is <c>opencode</c>.</value>
    public string Username { get; set; } = "opencode";

    /// <summary>Gets or sets the password for HTTP Basic authentication.</summary>
    /// <value>The password. The default is null: no password is sent.</value>
    public string? Password { get; set; }

    /// <summary>
    /// Gets or sets the token for bearer authentication, for example for a gateway in front of the server. It can't be combined
    /// with a password.
    /// </summary>
    /// <value>Visible ASCII characters. The default is null: no token is sent.</value>
    public string? BearerToken { get; set; }

    /// <summary>
    /// Gets or sets the provider that adds credentials to each request, for example a token that is renewed. It runs for each
    /// attempt, and only for requests to the client's own server. Values of the headers and query parameters that it adds are
    /// treated as secrets. It can't be combined with <see cref="Password"/> or <see cref="BearerToken"/>.
    /// </summary>
    /// <value>The provider. The default is null.</value>
    public IAuthenticationProvider? AuthenticationProvider { get; set; }

    /// <summary>
    /// Gets or sets the headers of each request to the client's own server, including event streams and WebSockets. Headers that
    /// the SDK or the connection sets, such as <c>Accept</c>, <c>Content-Type</c>, and <c>Host</c>, are reserved.
    /// <c>Authorization</c> can't be combined with another credential. Values are treated as secrets.
    /// </summary>
    /// <value>The headers by name. The default is an empty dictionary.</value>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = s_noHeaders;

    /// <summary>Gets or sets the project directory for calls.</summary>
    /// <value>An absolute path on the server's machine. The default is null: the server's own directory.</value>
    public string? Directory { get; set; }

    /// <summary>Gets or sets the workspace for calls.</summary>
    /// <value>A name that is not empty. The default is null: no workspace.</value>
    public string? Workspace { get; set; }

    /// <summary>Gets or sets whether calls in fields style throw their error instead of returning it.</summary>
    /// <value>The default is false.</value>
    public bool ThrowOnError { get; set; }

    /// <summary>Gets or sets the maximum size of a response that is read into memory. It does not apply to streams.</summary>
    /// <value>A number of bytes from 1 to 2,147,483,591 (about 2 GiB). The default is 64 MiB.</value>
    public long MaxResponseBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Gets or sets the timeout of a call, including its retries. When it elapses, the call throws a
    /// <see cref="TimeoutException"/>.
    /// </summary>
    /// <value>
    /// A positive time of at most 49 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. The default is null: no
    /// timeout, because a prompt can take an hour.
    /// </value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// Gets or sets the timeout for connecting. For HTTP requests, it applies to the client's own connections, not to those of
    /// your <see cref="HttpClient"/>, and not on .NET Framework. For WebSockets, it always applies, and includes the handshake.
    /// </summary>
    /// <value>
    /// A positive time of at most 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. The default is 10 seconds.
    /// </value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets the maximum number of retries of a call that only reads, after a connection failure or a response with status
    /// 429, 502, 503, or 504. The delay increases from half a second to 8 seconds, or is as long as the server requests, up to
    /// one minute. Calls that change something are retried only if <see cref="OpenCodeRequestOptions.RetryUnsafeMethods"/> is
    /// set.
    /// </summary>
    /// <value>A number from 0 to 10. The default is 2.</value>
    public int MaxRetries { get; set; } = 2;

    /// <summary>Gets or sets how event streams reconnect, and what they monitor and report.</summary>
    /// <value>The options of event streams. By default, they have their default values.</value>
    public EventStreamOptions EventStream { get; set; } = new();

    /// <summary>Gets or sets the factory of the logger for calls. Secrets, bodies, and queries are not logged.</summary>
    /// <value>The factory. The default is null: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the time provider that measures delays and timeouts.</summary>
    /// <value>The time provider. The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Creates options from environment variables: the address from <c>OPENCODE_SERVER_URL</c>, and the user name and the
    /// password from <c>OPENCODE_SERVER_USERNAME</c> and <c>OPENCODE_SERVER_PASSWORD</c>, which a server also reads. Empty
    /// variables count as absent. A client doesn't read the environment automatically.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The value of <c>OPENCODE_SERVER_URL</c> is not the address of a server; the message contains it.
    /// </exception>
    public static OpenCodeClientOptions FromEnvironment() => ClientEnvironment.Read();

    /// <summary>
    /// Creates options from a connection string, such as <c>Endpoint=http://localhost:4096;Password=secret</c>, which can also
    /// contain <c>Username</c> and <c>Directory</c>. Keys are case-insensitive, and values that contain a semicolon are quoted. A
    /// URL such as <c>http://opencode:secret@localhost:4096</c> is accepted, too.
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
    /// <exception cref="ArgumentException">
    /// An option is invalid. The message contains its name, and its value unless it is a secret.
    /// </exception>
    public void Validate() => ClientOptionsValidation.Validate(this);

    /// <summary>
    /// Gets the secrets that the client shares with the server that was started for it; null for a client of another server.
    /// </summary>
    internal KnownSecrets? Secrets { get; set; }

    /// <summary>Sets the address, the credentials, and the secrets to those of a server.</summary>
    /// <param name="server">The options of a client of the server.</param>
    internal void SetServer(OpenCodeClientOptions server) =>
        (BaseUrl, Username, Password, Secrets) = (server.BaseUrl, server.Username, server.Password, server.Secrets);

    /// <summary>Gets the directory and the workspace of the calls of a new client.</summary>
    internal OpenCodeRequestOptions Place => new() { Directory = Directory, Workspace = Workspace };

    /// <summary>Gets the options of a call, unless its view or the call itself overrides them.</summary>
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

    /// <summary>Gets the name of the credentials that are sent; null if there are none.</summary>
    internal string? CredentialsName =>
        HasPassword ? "user name and password"
        : HasBearerToken ? "bearer token"
        : AuthenticationProvider is not null || Headers.Keys.Contains(HeaderRules.Authorization, StringComparer.OrdinalIgnoreCase) ? "credentials"
        : null;

    /// <summary>Returns the options as text, without passwords, tokens, and the values of headers.</summary>
    public override string ToString() =>
        $"{nameof(OpenCodeClientOptions)} {{ BaseUrl = {DisplayUrl.Of(BaseUrl)}, Directory = {DisplayText.Of(Directory)}, Workspace = {DisplayText.Of(Workspace)}, Headers = {HeaderRules.Print(Headers)} }}";
}
