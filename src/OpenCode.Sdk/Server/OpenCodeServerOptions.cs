using System.Net;
using Microsoft.Extensions.Logging;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Secrets;

namespace OpenCode;

/// <summary>Specifies how a server process is started. A server copies its options; later changes don't affect it.</summary>
public sealed record OpenCodeServerOptions
{
    /// <summary>Gets or sets the address that the server listens on.</summary>
    /// <value>An IP address or a host name. The default is <c>127.0.0.1</c>. <c>localhost</c> means <c>127.0.0.1</c>.</value>
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the port that the server listens on.</summary>
    /// <value>A number from 0 to 65535; 0 for any free port. The default is 4096, as in the JavaScript SDK.</value>
    public int Port { get; set; } = 4096;

    /// <summary>Gets or sets whether the server uses any free port if <see cref="Port"/> is in use.</summary>
    /// <value>The default is false: the start fails if the port is in use.</value>
    public bool PortFallback { get; set; }

    /// <summary>Gets or sets the maximum time until the server is ready.</summary>
    /// <value>A positive time of at most 24 days. The default is 30 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets the maximum time for the server to end after it is requested to end. After that, it is killed. On Windows, it
    /// is killed immediately.
    /// </summary>
    /// <value>A time from zero to 24 days. The default is 5 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets whether the server is restarted when it crashes.</summary>
    /// <value>The default is <see cref="RestartPolicy.Never"/>.</value>
    public RestartPolicy Restart { get; set; } = RestartPolicy.Never;

    /// <summary>
    /// Gets or sets the configuration that overrides the user's and the project's <c>opencode.json</c> and an inherited
    /// <c>OPENCODE_CONFIG_CONTENT</c>.
    /// </summary>
    /// <value>The configuration. The default is null.</value>
    /// <remarks>
    /// The configuration is passed in the environment. If it is too large (more than 100,000 bytes, or 30,000 on Windows), its
    /// largest entries, such as an agent with a long prompt, are passed in a file that only the current user can read and that is
    /// removed when the process ends. A project's own configuration overrides those entries.
    /// </remarks>
    public Config? Config { get; set; }

    /// <summary>
    /// Gets or sets configuration as JSON, for example from a settings file. Comments and trailing commas are allowed.
    /// <see cref="Config"/> overrides it.
    /// </summary>
    /// <value>A JSON object. The default is null.</value>
    public string? ConfigJson { get; set; }

    /// <summary>
    /// Gets or sets whether the server runs unattended. If true, the agent can't ask questions or request access to other
    /// directories (both are denied), the server does not update itself, and sessions are not shared. <see cref="ConfigJson"/>
    /// and <see cref="Config"/> override these settings. They override a denied permission only if they name its tool:
    /// <c>question</c>, <c>external_directory</c>, or <c>doom_loop</c>.
    /// </summary>
    /// <value>The default is false.</value>
    /// <remarks>
    /// Permissions that a configuration sets to <c>ask</c> still wait for a reply; see <see cref="TurnOptions.Unattended"/>.
    /// </remarks>
    public bool Unattended { get; set; }

    /// <summary>
    /// Gets or sets the directory for all data of the server: sessions, credentials, caches, logs, and the user configuration. A
    /// directory that does not exist is created, with access only for the current user. Inherited variables that name another
    /// place, such as <c>OPENCODE_DB</c>, are removed, unless <see cref="Environment"/> contains them.
    /// </summary>
    /// <value>A path. The default is null: the server shares the directories of the current user with all other servers.</value>
    public string? DataDirectory { get; set; }

    /// <summary>Gets or sets the path of the executable.</summary>
    /// <value>
    /// A path. The default is null: the value of the environment variable <c>OPENCODE_BIN</c>, or else the executable in the
    /// <c>opencode-server</c> folder of the application, or else the first <c>opencode</c> on <c>PATH</c> or in the directories
    /// that installers use.
    /// </value>
    public string? ExecutablePath { get; set; }

    /// <summary>
    /// Gets or sets whether the search for the executable also includes <c>node_modules/.bin</c> of the working directory and its
    /// parents, after all other folders. If false, these folders are also skipped on <c>PATH</c>.
    /// </summary>
    /// <value>The default is false, because a cloned repository can contain any program in that folder.</value>
    public bool SearchNodeModules { get; set; }

    /// <summary>Gets or sets additional arguments for <c>opencode serve</c>, which are passed unchanged.</summary>
    /// <value>The arguments. The default is an empty list.</value>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Gets or sets the working directory of the server.</summary>
    /// <value>
    /// A path. The default is null: the current directory, or an empty temporary directory if that belongs to the system.
    /// </value>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Gets or sets whether the server inherits the environment of this process. If false, the server has only
    /// <see cref="Environment"/> and the variables that these options set.
    /// </summary>
    /// <value>The default is true.</value>
    public bool InheritEnvironment { get; set; } = true;

    /// <summary>Gets or sets environment variables for the server. A null value removes a variable.</summary>
    /// <value>The variables by name. The default is an empty dictionary.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    /// <summary>
    /// Gets or sets the password that the server requires. It is passed in the environment, never on the command line, and is
    /// masked in the captured output of the server unless it is shorter than four characters.
    /// </summary>
    /// <value>
    /// The password. The default is null: a random password, which the clients of the server use. An empty string disables the
    /// password: every process that can reach the port can use the server.
    /// </value>
    public string? Password { get; set; }

    /// <summary>Gets or sets additional origins from which browsers can call the server (CORS).</summary>
    /// <value>The origins. The default is an empty list.</value>
    public IReadOnlyList<string> Cors { get; set; } = [];

    /// <summary>
    /// Gets or sets whether the server announces itself in the local network with mDNS. <see cref="Hostname"/> must be an address
    /// that other machines can reach, for example <c>0.0.0.0</c>.
    /// </summary>
    /// <value>The default is false.</value>
    public bool Mdns { get; set; }

    /// <summary>Gets or sets the mDNS name of the server. A value enables <see cref="Mdns"/>.</summary>
    /// <value>A name. The default is null: <c>opencode.local</c> if <see cref="Mdns"/> is true.</value>
    public string? MdnsDomain { get; set; }

    /// <summary>Gets or sets the log level of the server.</summary>
    /// <value>The level. The default is null: the level in <see cref="Config"/>, or else the server's own default.</value>
    public ServerLogLevel? LogLevel { get; set; }

    /// <summary>
    /// Gets or sets whether the server also writes its log to standard error, and therefore to <see cref="LoggerFactory"/>.
    /// </summary>
    /// <value>The default is false: the server writes its log only to its log files.</value>
    public bool PrintLogs { get; set; }

    /// <summary>
    /// Gets or sets the factory of the logger for the server's output and for its starts and exits. Passwords are masked.
    /// </summary>
    /// <value>The factory. The default is null: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Gets the secrets in these options, which are masked in the output of the server and in the errors of its clients; null
    /// until the server is prepared.
    /// </summary>
    internal KnownSecrets? Secrets { get; init; }

    /// <summary>
    /// Gets or sets the time provider for <see cref="Timeout"/>, process ages, and durations. Tests replace it.
    /// </summary>
    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid. The message contains its name.</exception>
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
            throw new ArgumentException($"Hostname {DisplayUrl.Of(Hostname)} is not a valid IP address or host name.", nameof(Hostname));
        }

        if (Password?.Any(char.IsControl) == true)
        {
            throw new ArgumentException("Password contains a control character, which HTTP Basic authentication does not allow.", nameof(Password));
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
            throw new ArgumentException($"Arguments contains {argument}. Set the Hostname and Port properties instead.", nameof(Arguments));
        }

        ProcessOptions.CheckEnvironment(Environment, nameof(Environment));
        if (Environment.Keys.FirstOrDefault(name => name is ClientEnvironment.PasswordVariable or ClientEnvironment.UsernameVariable) is { } own)
        {
            throw new ArgumentException($"Environment contains {own}. Set the Password property instead. The user name is always opencode.", nameof(Environment));
        }

        if (DataDirectory is not null && Environment.FirstOrDefault(variable => variable.Value is not null && ServerEnvironment.DataVariables.Contains(variable.Key)).Key is { } data)
        {
            throw new ArgumentException($"Environment contains {data}, which DataDirectory sets. Remove one of them.", nameof(Environment));
        }
    }

    /// <summary>Returns the options as text, without the password, the configuration, and the environment.</summary>
    public override string ToString() => $"{nameof(OpenCodeServerOptions)} {{ Hostname = {DisplayUrl.Of(Hostname)}, Port = {Port}, WorkingDirectory = {WorkingDirectory} }}";

    /// <summary>Returns a copy that the caller can't change.</summary>
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
