using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Secrets;

namespace OpenCode;

/// <summary>How a server process is started. A server copies its options; later changes do not touch it.</summary>
public sealed record OpenCodeServerOptions
{
    /// <summary>The address it listens on; by default <c>127.0.0.1</c>, for which <c>localhost</c> is taken too.</summary>
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port it listens on; by default 4096, as in the JavaScript SDK. 0 stands for any free port.</summary>
    public int Port { get; set; } = 4096;

    /// <summary>Whether any free port will do if <see cref="Port"/> is taken; by default the start fails then.</summary>
    public bool PortFallback { get; set; }

    /// <summary>How long it may take until it is ready; by default 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to end once it is asked to; by default 5 seconds. Then it is killed. On Windows it is killed at once.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether it is started again when it crashes; by default it is not.</summary>
    public RestartPolicy Restart { get; set; } = RestartPolicy.Never;

    /// <summary>
    /// Configuration that overrides the user's and the project's <c>opencode.json</c> and an inherited <c>OPENCODE_CONFIG_CONTENT</c>. The
    /// default is null.
    /// </summary>
    /// <remarks>
    /// The configuration is passed in the environment. If it is too large for that (more than 100,000 bytes; 30,000 on Windows), its largest
    /// entries, such as an agent with a long prompt, are passed in a file that only the current user can read and that is removed when the
    /// process ends. A project's own configuration overrides those entries.
    /// </remarks>
    public Config? Config { get; set; }

    /// <summary>
    /// Configuration as JSON, with comments and trailing commas allowed, for example from a settings file. <see cref="Config"/> overrides
    /// it. The default is null.
    /// </summary>
    public string? ConfigJson { get; set; }

    /// <summary>
    /// Whether nobody is there to reply. The default is false. If true, the agent cannot ask questions or for access to other directories
    /// (both are denied), the server does not update itself, and sessions are not shared. <see cref="ConfigJson"/> and <see cref="Config"/>
    /// override that.
    /// </summary>
    /// <remarks>Permissions that a configuration sets to <c>ask</c> still wait for a reply; see <see cref="TurnOptions.Unattended"/>.</remarks>
    public bool Unattended { get; set; }

    /// <summary>
    /// The directory for everything that the server keeps: sessions, credentials, caches, logs, and the user configuration. The default is
    /// null: the server shares the directories of the current user with all other servers. A directory that does not exist is created, with
    /// access for the current user only.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// The executable. The default is the one that the environment variable <c>OPENCODE_BIN</c> names, or else the one in the folder
    /// <c>opencode-server</c> beside the application, or else the first <c>opencode</c> on <c>PATH</c> or in the directories that
    /// installers use.
    /// </summary>
    public string? ExecutablePath { get; set; }

    /// <summary>
    /// Whether the executable is also searched for in <c>node_modules/.bin</c> of the working directory and its parents, after all other
    /// places. The default is false, because a repository that was cloned may contain any program there.
    /// </summary>
    public bool SearchNodeModules { get; set; }

    /// <summary>More arguments for <c>opencode serve</c>, each as it is; by default none.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>The directory it works in; by default the current one.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Whether it gets the environment of this process; by default it does. Without it, it has only <see cref="Environment"/> and what these options say.</summary>
    public bool InheritEnvironment { get; set; } = true;

    /// <summary>Environment variables that are set, or with null removed.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>
    /// The password the server asks for; by default a random one, which its clients know. It travels in the environment, never
    /// on the command line, and is masked in what is kept of the server's output unless it is shorter than four characters. The
    /// empty string turns the password off: then everybody who reaches the port can use the server.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>Origins beyond its own that browsers may call it from; by default none.</summary>
    public IReadOnlyList<string> Cors { get; set; } = [];

    /// <summary>
    /// Whether it announces itself in the local network with mDNS; by default it does not. <see cref="Hostname"/> has to be an
    /// address that others reach, for instance <c>0.0.0.0</c>.
    /// </summary>
    public bool Mdns { get; set; }

    /// <summary>The name it announces, which turns <see cref="Mdns"/> on; by default <c>opencode.local</c>.</summary>
    public string? MdnsDomain { get; set; }

    /// <summary>How much it logs; by default what <see cref="Config"/> says, or else the server's own default.</summary>
    public ServerLogLevel? LogLevel { get; set; }

    /// <summary>Whether it writes its log to standard error, and so to <see cref="LoggerFactory"/>; by default only to its log files.</summary>
    public bool PrintLogs { get; set; }

    /// <summary>Gets what the server writes, and word of its starts and ends; by default nobody. Passwords are masked.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The secrets in these options, which are masked in the output of the server and in the errors of its clients; null until the server is prepared.</summary>
    internal KnownSecrets? Secrets { get; init; }

    /// <summary>The clock for <see cref="Timeout"/>, and for the ages of processes and the durations of checks. Tests set another one.</summary>
    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Makes sure that a server can be started with these options.</summary>
    /// <exception cref="ArgumentException">It can't; the message names the option.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Hostname);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentOutOfRangeException.ThrowIfLessThan(StopTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StopTimeout, TimeSpan.FromMilliseconds(int.MaxValue));
        ArgumentNullException.ThrowIfNull(Restart);
        Restart.Validate();
        if (Uri.CheckHostName(Hostname) == UriHostNameType.Unknown)
        {
            throw new ArgumentException($"Hostname {Hostname} is neither an address nor a name.", nameof(Hostname));
        }

        if (Password?.Any(char.IsControl) == true)
        {
            throw new ArgumentException("Password holds a control character, which HTTP Basic does not allow.", nameof(Password));
        }

        ProcessOptions.CheckAll(Cors, nameof(Cors));
        ProcessOptions.Check(MdnsDomain, nameof(MdnsDomain));
        ProcessOptions.Check(LogLevel?.Value, nameof(LogLevel));
        ProcessOptions.Check(ExecutablePath, nameof(ExecutablePath));
        ProcessOptions.Check(WorkingDirectory, nameof(WorkingDirectory));
        ProcessOptions.Check(DataDirectory, nameof(DataDirectory));
        if (ConfigJson is not null)
        {
            ServerConfiguration.Parse(ConfigJson, nameof(ConfigJson));
        }

        ProcessOptions.CheckAll(Arguments, nameof(Arguments));
        if (Arguments.FirstOrDefault(OwnsPlace) is { } argument)
        {
            throw new ArgumentException($"Arguments holds {argument}; Hostname and Port have properties of their own.", nameof(Arguments));
        }

        ProcessOptions.CheckEnvironment(Environment, nameof(Environment));
        if (Environment.Keys.FirstOrDefault(name => name is ClientEnvironment.PasswordVariable or ClientEnvironment.UsernameVariable) is { } own)
        {
            throw new ArgumentException($"Environment holds {own}; Password has a property of its own, and the user name is always opencode.", nameof(Environment));
        }

        if (DataDirectory is not null && Environment.FirstOrDefault(variable => variable.Value is not null && ServerEnvironment.DataVariables.Contains(variable.Key)).Key is { } data)
        {
            throw new ArgumentException($"Environment contains {data}, which DataDirectory sets.", nameof(Environment));
        }
    }

    /// <summary>What these options are, without password, configuration and environment.</summary>
    public override string ToString() => $"{nameof(OpenCodeServerOptions)} {{ Hostname = {Hostname}, Port = {Port}, WorkingDirectory = {WorkingDirectory} }}";

    /// <summary>A copy that nobody else can change.</summary>
    internal OpenCodeServerOptions Copy() => this with
    {
        Arguments = [.. Arguments],
        Cors = [.. Cors],
        Environment = Environment.ToDictionary(variable => variable.Key, variable => variable.Value),
        DataDirectory = DataDirectory is null ? null : Path.GetFullPath(DataDirectory),
    };

    private static bool OwnsPlace(string argument) =>
        argument is "--port" or "--hostname" || argument.StartsWith("--port=", StringComparison.Ordinal) || argument.StartsWith("--hostname=", StringComparison.Ordinal);
}
