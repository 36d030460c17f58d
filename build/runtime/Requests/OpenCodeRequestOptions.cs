namespace OpenCode;

/// <summary>
/// What may differ from call to call. A client hands it to its calls with <c>client.With(options)</c>; it also travels as an
/// option of a <see cref="RequestInformation"/>. What is null stays as the client has it. Immutable.
/// </summary>
/// <example><code>
/// var patient = client.With(new() { Timeout = TimeSpan.FromMinutes(5) });
/// </code></example>
public sealed record OpenCodeRequestOptions : IRequestOption
{
    internal const int MostRetries = 10;

    /// <summary>What timers can measure.</summary>
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>
    /// How long a call may take, its retries included; then it ends with a <see cref="TimeoutException"/>. By default there is
    /// no limit; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> takes away a limit that the client sets. Of a stream it
    /// limits the time until the answer starts.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a call that met a passing failure is sent again, 0 to 10.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>
    /// Whether calls that change something (POST, PUT, PATCH, DELETE) are sent again too. By default they are not: the server
    /// may have done its work although the answer got lost, and a repeated prompt repeats the agent's work.
    /// </summary>
    public bool? RetryUnsafeMethods { get; init; }

    /// <summary>Whether calls in fields style throw their error instead of returning it.</summary>
    public bool? ThrowOnError { get; init; }

    /// <summary>The project directory calls work in. On a request that was made to work somewhere it changes nothing.</summary>
    public string? Directory { get; init; }

    /// <summary>The workspace calls work in.</summary>
    public string? Workspace { get; init; }

    /// <summary>How event streams connect again, what they watch for and what they report.</summary>
    public EventStreamOptions? EventStream { get; init; }

    /// <exception cref="ArgumentException">Something in these options can't work.</exception>
    internal void Validate()
    {
        EventStream?.Validate();
        if (Timeout is { } limit && limit != System.Threading.Timeout.InfiniteTimeSpan && (limit <= TimeSpan.Zero || limit > s_longestTimeout))
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "Timeout has to be between nothing and 49 days, or Timeout.InfiniteTimeSpan.");
        }

        if (MaxRetries is < 0 or > MostRetries)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxRetries), MaxRetries, $"MaxRetries has to be 0 to {MostRetries}.");
        }

        if (Directory is { Length: 0 })
        {
            throw new ArgumentException("Directory may not be empty; null stands for the server's own.", nameof(Directory));
        }

        if (Workspace is { Length: 0 })
        {
            throw new ArgumentException("Workspace may not be empty; null stands for none.", nameof(Workspace));
        }
    }

    /// <summary>These options, with those that <paramref name="other"/> sets.</summary>
    internal OpenCodeRequestOptions With(OpenCodeRequestOptions? other) => other is null ? this : new()
    {
        Timeout = other.Timeout ?? Timeout,
        MaxRetries = other.MaxRetries ?? MaxRetries,
        RetryUnsafeMethods = other.RetryUnsafeMethods ?? RetryUnsafeMethods,
        ThrowOnError = other.ThrowOnError ?? ThrowOnError,
        Directory = other.Directory ?? Directory,
        Workspace = other.Workspace ?? Workspace,
        EventStream = other.EventStream ?? EventStream,
    };

    /// <summary>
    /// Where calls work, as values for URL templates. Classic routes have <c>directory</c> and <c>workspace</c>, v2 routes have
    /// <c>location[directory]</c> and <c>location[workspace]</c>; a template takes what it names and leaves the rest.
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
}
