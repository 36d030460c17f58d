using Microsoft.Extensions.Logging;

namespace OpenCode;

/// <summary>How a client reaches its server. A client copies its options; later changes do not touch it.</summary>
public sealed record OpenCodeClientOptions
{
    /// <summary>The address a server has by default: <c>http://localhost:4096</c>.</summary>
    public static Uri DefaultBaseUrl { get; } = new("http://localhost:4096");

    /// <summary>
    /// Where the server is. By default the <see cref="HttpClient.BaseAddress"/> of an <see cref="HttpClient"/> of yours, or else
    /// <see cref="DefaultBaseUrl"/>. A path in it is kept; a user name, a query or a fragment is refused.
    /// </summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>The user name for HTTP Basic; by default <c>opencode</c>. It is sent only with a password.</summary>
    public string Username { get; set; } = "opencode";

    /// <summary>The password for HTTP Basic; by default none.</summary>
    public string? Password { get; set; }

    /// <summary>The project directory calls work in; by default the server's own.</summary>
    public string? Directory { get; set; }

    /// <summary>The workspace calls work in; by default none.</summary>
    public string? Workspace { get; set; }

    /// <summary>Whether calls in fields style throw their error instead of returning it; by default they do not.</summary>
    public bool ThrowOnError { get; set; }

    /// <summary>The largest answer that is read into memory, in bytes; by default 64 MiB, at most 2 GiB. Streams are not limited by it.</summary>
    public long MaxResponseBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// How long a call may take, its retries included; by default there is no limit, because a prompt may take an hour. When it
    /// passes, the call throws a <see cref="TimeoutException"/>.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// How long it may take to connect; by default 10 seconds. It holds for connections of the client's own, not for those of
    /// an <see cref="HttpClient"/> of yours, and not on .NET Framework.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a call that only reads is sent again after a connection failure or one of the statuses 429, 502, 503 and 504;
    /// 0 to 10, by default 2. The waits grow from half a second to 8 seconds and are as long as the server asks for, up to a
    /// minute. Calls that change something are not sent again unless <see cref="OpenCodeRequestOptions.RetryUnsafeMethods"/> asks for it.
    /// </summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>How event streams connect again, what they watch for and what they report.</summary>
    public EventStreamOptions EventStream { get; set; } = new();

    /// <summary>Gets the log of the calls; by default nobody. Secrets and bodies are not logged.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>What waits and time limits are measured with; by default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Options with the user name and the password that a server takes from its environment:
    /// <c>OPENCODE_SERVER_USERNAME</c> and <c>OPENCODE_SERVER_PASSWORD</c>. No client reads them by itself.
    /// </summary>
    public static OpenCodeClientOptions FromEnvironment()
    {
        var options = new OpenCodeClientOptions { Password = Variable("OPENCODE_SERVER_PASSWORD") };
        options.Username = Variable("OPENCODE_SERVER_USERNAME") ?? options.Username;
        return options;

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Makes sure that a client can work with these options.</summary>
    /// <exception cref="ArgumentException">It can't; the message names the option.</exception>
    public void Validate()
    {
        var url = BaseUrl ?? DefaultBaseUrl;
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException("BaseUrl has to be an absolute HTTP address.", nameof(BaseUrl));
        }

        if (url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            throw new ArgumentException("BaseUrl may hold no user name, query or fragment; Username and Password have properties of their own.", nameof(BaseUrl));
        }

        ArgumentNullException.ThrowIfNull(Username);
        if (Username.Contains(':'))
        {
            throw new ArgumentException("HTTP Basic allows no colon in Username.", nameof(Username));
        }

        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(EventStream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxResponseBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxResponseBytes, MaxArrayBytes);
        if (ConnectTimeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(ConnectTimeout, TimeSpan.FromMilliseconds(int.MaxValue));
        }

        RequestOptions.Validate();
    }

    /// <summary>Where the calls of a client work from the start.</summary>
    internal OpenCodeRequestOptions Place => new() { Directory = Directory, Workspace = Workspace };

    /// <summary>What holds for a call unless a view or the call itself says otherwise.</summary>
    internal OpenCodeRequestOptions RequestOptions => Place with
    {
        ThrowOnError = ThrowOnError,
        Timeout = Timeout,
        MaxRetries = MaxRetries,
        EventStream = EventStream,
    };

    internal bool HasPassword => Password is { Length: > 0 };

    /// <summary>The most that fits into an array.</summary>
    private static long MaxArrayBytes => 0x7FFFFFC7;

    /// <summary>What these options are, without the password.</summary>
    public override string ToString() => $"{nameof(OpenCodeClientOptions)} {{ BaseUrl = {BaseUrl}, Directory = {Directory}, Workspace = {Workspace} }}";
}
