namespace OpenCode;

/// <summary>How functions run as tools of the agent.</summary>
public sealed record OpenCodeToolsOptions
{
    /// <summary>The server closes connections that are silent for five minutes.</summary>
    private static readonly TimeSpan s_longestHeartbeatInterval = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a function may run. After that, its token is canceled, and the model is told that the function did not finish; 10 minutes
    /// by default. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> means no timeout.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The time between two signs of life while a function runs; 10 seconds by default, at most 2 minutes. The server gives up a call after
    /// <see cref="ServerTimeout"/> without one.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the server waits for a response of this process, or for a sign of life while a function runs; 60 seconds by default. It
    /// must be at least twice <see cref="HeartbeatInterval"/>.
    /// </summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long <c>AddToolsAsync</c> waits until the server has connected, and a change of the tools until the server has read them; 30 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit for the arguments of a call, in bytes of JSON; 4 MiB by default. The model is told if it exceeds the limit.</summary>
    public int MaxArgumentBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The limit for a result, in bytes of text and data together; 10 MiB by default. For a larger result, the model gets an error. Apart
    /// from that, the server shortens text for the model (2,000 lines or 50 KB by default) and keeps all of it in a file.
    /// </summary>
    public int MaxResultBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>The number of functions that run at the same time; further calls wait, which counts toward <see cref="Timeout"/>. Null, the default, means no limit.</summary>
    public int? MaxConcurrentCalls { get; set; }

    /// <summary>
    /// The services for functions: each call gets a scope of its own in <c>AIFunctionArguments.Services</c>. Null by default.
    /// </summary>
    public IServiceProvider? Services { get; set; }

    /// <summary>
    /// What the model should know about the tools together, which becomes part of its system prompt. Null, the default, means nothing.
    /// Servers before 1.18 ignore it.
    /// </summary>
    public string? Instructions { get; set; }

    /// <summary>
    /// Returns what the model is told about an exception of a function. If it is null or returns null, the model is told the message of an
    /// <see cref="OpenCodeToolException"/>, and about any other exception only that the tool failed.
    /// </summary>
    public Func<Exception, string?>? DescribeError { get; set; }

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public void Validate()
    {
        RequireTime(Timeout, nameof(Timeout), allowsInfinite: true);
        RequireTime(HeartbeatInterval, nameof(HeartbeatInterval));
        if (HeartbeatInterval > s_longestHeartbeatInterval)
        {
            throw new ArgumentOutOfRangeException(nameof(HeartbeatInterval), HeartbeatInterval, $"HeartbeatInterval must be at most {s_longestHeartbeatInterval}.");
        }

        RequireTime(ServerTimeout, nameof(ServerTimeout));
        RequireTime(ConnectTimeout, nameof(ConnectTimeout));
        if (ServerTimeout < 2 * HeartbeatInterval)
        {
            throw new ArgumentOutOfRangeException(nameof(ServerTimeout), ServerTimeout, $"ServerTimeout must be at least twice HeartbeatInterval, which is {HeartbeatInterval}.");
        }

        RequirePositive(MaxArgumentBytes, nameof(MaxArgumentBytes));
        RequirePositive(MaxResultBytes, nameof(MaxResultBytes));
        RequirePositive(MaxConcurrentCalls ?? 1, nameof(MaxConcurrentCalls));
    }

    private static void RequireTime(TimeSpan value, string name, bool allowsInfinite = false)
    {
        if (value != System.Threading.Timeout.InfiniteTimeSpan || !allowsInfinite)
        {
            if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromMilliseconds(int.MaxValue))
            {
                throw new ArgumentOutOfRangeException(name, value, $"{name} must be between 1 millisecond and 24 days{(allowsInfinite ? ", or Timeout.InfiniteTimeSpan" : "")}.");
            }
        }
    }

    private static void RequirePositive(int value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive.");
        }
    }
}
