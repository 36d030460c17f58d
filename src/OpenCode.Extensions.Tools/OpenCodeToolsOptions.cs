namespace OpenCode;

/// <summary>Specifies how functions run as tools of the agent.</summary>
public sealed record OpenCodeToolsOptions
{
    /// <summary>
    /// The maximum of <see cref="HeartbeatInterval"/>. The server closes connections that are idle for five minutes.
    /// </summary>
    private static readonly TimeSpan s_longestHeartbeatInterval = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets the timeout of a call. After it, the token of the function is canceled, and the model receives an error. The
    /// timeout includes the time that a call waits because of <see cref="MaxConcurrentCalls"/>.
    /// </summary>
    /// <value>
    /// A time from 1 millisecond to 24 days, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no timeout. The
    /// default is 10 minutes.
    /// </value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets or sets the interval between heartbeats while a function runs. The server abandons a call after
    /// <see cref="ServerTimeout"/> without a heartbeat.
    /// </summary>
    /// <value>A time from 1 millisecond to 2 minutes. The default is 10 seconds.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets the time that the server waits for a response of this process, or for a heartbeat while a function runs.
    /// </summary>
    /// <value>A time up to 24 days that is at least twice <see cref="HeartbeatInterval"/>. The default is 60 seconds.</value>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Gets or sets the timeout of <c>AddToolsAsync</c> for connecting, and of changes of the tools until the server has read
    /// them.
    /// </summary>
    /// <value>A time from 1 millisecond to 24 days. The default is 30 seconds.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets the maximum size of the arguments of a call. If a call exceeds it, the model receives an error.
    /// </summary>
    /// <value>A positive number of bytes of JSON. The default is 4 MiB.</value>
    public int MaxArgumentBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Gets or sets the maximum size of a result. If a result exceeds it, the model receives an error. Independently of this
    /// limit, the server truncates text for the model (to 2,000 lines or 50 KB by default) and stores the whole text in a file.
    /// </summary>
    /// <value>A positive number of bytes of text and data together. The default is 10 MiB.</value>
    public int MaxResultBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>
    /// Gets or sets the maximum number of functions that run at the same time. Further calls wait, and the wait counts toward
    /// <see cref="Timeout"/>.
    /// </summary>
    /// <value>A positive number. The default is null: no limit.</value>
    public int? MaxConcurrentCalls { get; set; }

    /// <summary>
    /// Gets or sets the services for functions. Each call has its own scope in <c>AIFunctionArguments.Services</c>.
    /// </summary>
    /// <value>The service provider. The default is null.</value>
    public IServiceProvider? Services { get; set; }

    /// <summary>
    /// Gets or sets instructions for the model about the tools as a whole. They become part of the system prompt. Servers before
    /// 1.18 ignore them.
    /// </summary>
    /// <value>The instructions. The default is null: no instructions.</value>
    public string? Instructions { get; set; }

    /// <summary>
    /// Gets or sets a callback that returns the text that the model receives when a function throws an exception.
    /// </summary>
    /// <value>
    /// The callback. The default is null. If the callback is null or returns null, the model receives the message of an
    /// <see cref="OpenCodeToolException"/>; for any other exception, it receives only the information that the tool failed.
    /// </value>
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
