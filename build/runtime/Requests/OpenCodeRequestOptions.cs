using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// Options that can differ between calls. Set them for the calls of a view with <c>client.With(options)</c>, or for a single request
/// as an option of its <see cref="RequestInformation"/>. If a property is null, the client's own value applies. Immutable.
/// </summary>
/// <example><code>
/// var patient = client.With(new() { Timeout = TimeSpan.FromMinutes(5) });
/// </code></example>
public sealed record OpenCodeRequestOptions : IRequestOption
{
    internal const int MostRetries = 10;

    /// <summary>The maximum duration that timers support.</summary>
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly string? _directory;
    private readonly IReadOnlyDictionary<string, string>? _headers;

    /// <summary>
    /// The timeout of a call, including its retries, after which the call throws a <see cref="TimeoutException"/>. By default,
    /// there is no timeout; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> removes the timeout of the client. For a
    /// stream, the timeout applies only until the response starts.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The maximum number of retries after a transient failure: 0 to 10.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// Whether requests that change something (POST, PUT, PATCH, DELETE) are also retried. By default, they are not: the server
    /// may have processed a request although its response was lost, and a repeated prompt repeats the work of the agent.
    /// </summary>
    public bool? RetryUnsafeMethods { get; init; }

    /// <summary>Whether calls in fields style throw their error instead of returning it.</summary>
    public bool? ThrowOnError { get; init; }

    /// <summary>
    /// The project directory that calls work in: an absolute path on the server's machine. All spellings of a path identify the
    /// same directory; the property returns the path without repeated separators and without the segments <c>.</c> and <c>..</c>.
    /// It does not affect a request that was built for another directory.
    /// </summary>
    public string? Directory
    {
        get => _directory;
        init => _directory = ServerPath.Normalize(value);
    }

    /// <summary>The workspace that calls work in.</summary>
    public string? Workspace { get; init; }

    /// <summary>
    /// Headers that are added to requests to the client's own server. A header replaces the client's header of the same name, and
    /// <c>Authorization</c> replaces the client's credentials. Headers that the SDK or the connection sets, such as <c>Accept</c>,
    /// <c>Content-Type</c> and <c>Host</c>, are reserved. Values are treated as secrets.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers
    {
        get => _headers;
        init => _headers = value is null ? null : HeaderRules.Copy(value);
    }

    /// <summary>The options for reconnecting and monitoring event streams.</summary>
    public EventStreamOptions? EventStream { get; init; }

    /// <exception cref="ArgumentException">An option is invalid; the message contains its name and its value.</exception>
    internal void Validate()
    {
        EventStream?.Validate();
        if (Timeout is { } limit && limit != System.Threading.Timeout.InfiniteTimeSpan && (limit <= TimeSpan.Zero || limit > s_longestTimeout))
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "Timeout must be positive and at most 49 days, or Timeout.InfiniteTimeSpan.");
        }

        if (MaxRetries is < 0 or > MostRetries)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxRetries), MaxRetries, $"MaxRetries must be between 0 and {MostRetries}.");
        }

        if (Directory is { } directory)
        {
            ServerPath.RequireAbsolute(directory, nameof(Directory));
        }

        if (Workspace is { Length: 0 })
        {
            throw new ArgumentException("Workspace must not be empty. Use null for no workspace.", nameof(Workspace));
        }

        Require.NoLoneSurrogate(Workspace, nameof(Workspace));
        if (Headers is { } headers)
        {
            HeaderRules.Validate(headers, nameof(Headers));
        }
    }

    /// <summary>Returns these options, overridden by the options that <paramref name="other"/> sets.</summary>
    internal OpenCodeRequestOptions With(OpenCodeRequestOptions? other) => other is null ? this : new()
    {
        Timeout = other.Timeout ?? Timeout,
        MaxRetries = other.MaxRetries ?? MaxRetries,
        RetryUnsafeMethods = other.RetryUnsafeMethods ?? RetryUnsafeMethods,
        ThrowOnError = other.ThrowOnError ?? ThrowOnError,
        Directory = other.Directory ?? Directory,
        Workspace = other.Workspace ?? Workspace,
        Headers = HeaderRules.Combine(Headers, other.Headers),
        EventStream = other.EventStream ?? EventStream,
    };

    /// <summary>
    /// Returns directory and workspace as values for URL templates. Classic routes have <c>directory</c> and <c>workspace</c>, v2
    /// routes have <c>location[directory]</c> and <c>location[workspace]</c>; a template ignores what it does not contain.
    /// </summary>
    internal Dictionary<string, object> ToPathParameters()
    {
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        Add("directory", Directory);
        Add("workspace", Workspace);
        return parameters;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parameters[name] = value;
                parameters[$"location%5B{name}%5D"] = value;
            }
        }
    }

    /// <summary>Returns the options without the values of the headers.</summary>
    public override string ToString() =>
        $"{nameof(OpenCodeRequestOptions)} {{ Timeout = {Timeout}, MaxRetries = {MaxRetries}, RetryUnsafeMethods = {RetryUnsafeMethods}, ThrowOnError = {ThrowOnError}, "
            + $"Directory = {DisplayText.Of(Directory)}, Workspace = {DisplayText.Of(Workspace)}, Headers = {HeaderRules.Print(Headers)}, EventStream = {EventStream} }}";
}
