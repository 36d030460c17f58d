using System.Diagnostics;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Sets the environment of an opencode process.</summary>
internal static class ServerEnvironment
{
    public const string ConfigVariable = "OPENCODE_CONFIG_CONTENT";
    public const string ConfigFileVariable = "OPENCODE_CONFIG";

    /// <summary>The subfolders for a server's data, by variable.</summary>
    private static readonly Dictionary<string, string> s_dataFolders = new(StringComparer.Ordinal)
    {
        ["XDG_DATA_HOME"] = "data",
        ["XDG_STATE_HOME"] = "state",
        ["XDG_CACHE_HOME"] = "cache",
        ["XDG_CONFIG_HOME"] = "config",
    };

    /// <summary>
    /// Variables that an opencode process sets for its child processes, and variables that make its runtime act as another
    /// program or wait for a debugger. A process that the SDK starts is not part of the parent opencode process.
    /// </summary>
    private static readonly string[] s_ofParent =
    [
        "OPENCODE", "OPENCODE_CLIENT", "OPENCODE_FAST_BOOT", "OPENCODE_PID", "OPENCODE_PROCESS_ROLE", "OPENCODE_ROUTE", "OPENCODE_RUN_ID",
        "OPENCODE_TERMINAL", "OPENCODE_WORKSPACE_ID", ClientEnvironment.PasswordVariable, ClientEnvironment.UsernameVariable,
        "BUN_BE_BUN", "BUN_INSPECT", "BUN_INSPECT_CONNECT_TO", "BUN_INSPECT_NOTIFY", "BUN_OPTIONS",
    ];

    /// <summary>Variables that users set, but that an opencode process also sets for its child processes.</summary>
    private static readonly string[] s_settingsOfParent = ["AGENT", "OPENCODE_AUTH_CONTENT", "OPENCODE_LOG_LEVEL", "OPENCODE_PRINT_LOGS", "OPENCODE_PURE"];

    private static readonly string[] s_proxies = ["HTTP_PROXY", "http_proxy"];

    /// <summary>The lists of hosts that are reached without a proxy. The first one that is not empty applies.</summary>
    private static readonly string[] s_direct = ["no_proxy", "NO_PROXY"];

    /// <summary>The names of this machine's loopback address.</summary>
    private static readonly string[] s_loopback = ["127.0.0.1", "localhost", "::1"];

    /// <summary>Gets the variables that a data directory sets.</summary>
    public static IReadOnlyCollection<string> DataVariables => s_dataFolders.Keys;

    /// <summary>
    /// Removes the variables of an opencode process that this process is part of, sets the caller's variables, and excludes the
    /// loopback address from the HTTP proxy.
    /// </summary>
    public static void Prepare(ProcessStartInfo start, IReadOnlyDictionary<string, string?> variables)
    {
        LeaveParent(start);
        SetAll(start, variables);
        BypassProxy(start);
    }

    /// <summary>Removes the variables of an opencode process that this process is part of.</summary>
    public static void LeaveParent(ProcessStartInfo start)
    {
        var isInside = start.Environment.ContainsKey("OPENCODE_PID") || start.Environment.ContainsKey("OPENCODE_RUN_ID");
        foreach (var name in isInside ? s_ofParent.Concat(s_settingsOfParent) : s_ofParent)
        {
            start.Environment.Remove(name);
        }
    }

    /// <summary>Sets the user name and the password if they are not null.</summary>
    public static void SetCredentials(ProcessStartInfo start, string? username, string? password)
    {
        Set(start, ClientEnvironment.PasswordVariable, password is { Length: > 0 } ? password : null);
        Set(start, ClientEnvironment.UsernameVariable, username);
    }

    /// <summary>Returns the configuration in the environment; null for none.</summary>
    public static string? Configuration(ProcessStartInfo start) =>
        start.Environment.TryGetValue(ConfigVariable, out var content) && !string.IsNullOrWhiteSpace(content) ? content : null;

    /// <summary>Sets the configuration, and returns the file that it needs.</summary>
    /// <param name="start">The environment.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="option">The option that contains it, for the message.</param>
    /// <returns>
    /// The content of a file whose path <see cref="ConfigFileVariable"/> must contain; null if everything fits in a variable.
    /// </returns>
    /// <exception cref="ArgumentException">The variable for the file is in use.</exception>
    public static string? SetConfiguration(ProcessStartInfo start, ServerConfiguration configuration, string option)
    {
        Set(start, ConfigVariable, configuration.Inline);
        if (configuration.File is not null && Variable(start, ConfigFileVariable) is { } file)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{option} is larger than {ServerConfiguration.MaxInlineBytes} bytes and needs a file, but {ConfigFileVariable} is already set to {file}. Move the large entries of the configuration to that file."),
                option);
        }

        return configuration.File;
    }

    /// <summary>Sets the folder for all data of the process.</summary>
    public static void SetDataDirectory(ProcessStartInfo start, string? directory)
    {
        if (directory is null)
        {
            return;
        }

        if (!Directory.Exists(directory))
        {
            PrivateFiles.CreateFolder(directory);
        }

        foreach (var (variable, folder) in s_dataFolders.Select(pair => (pair.Key, pair.Value)))
        {
            Set(start, variable, Path.Combine(directory, folder));
        }
    }

    /// <summary>Sets the caller's variables, and removes variables whose value is null.</summary>
    public static void SetAll(ProcessStartInfo start, IReadOnlyDictionary<string, string?> variables)
    {
        foreach (var variable in variables)
        {
            Set(start, variable.Key, variable.Value);
        }
    }

    /// <summary>Returns the data folder of a process with this environment; null if it can't be determined.</summary>
    public static string? DataFolder(ProcessStartInfo start)
    {
        var data = Variable(start, "XDG_DATA_HOME") ?? (Variable(start, OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") is { } home ? Path.Combine(home, ".local", "share") : null);
        return data is null || !Path.IsPathRooted(data) ? null : Path.Combine(data, "opencode");
    }

    public static void Set(ProcessStartInfo start, string name, string? value)
    {
        // .NET Framework treats null as an empty value.
        if (value is null)
        {
            start.Environment.Remove(name);
        }
        else
        {
            start.Environment[name] = value;
        }
    }

    /// <summary>
    /// Excludes the loopback address from the HTTP proxy. A proxy can't reach it, and would receive passwords and tokens.
    /// </summary>
    private static void BypassProxy(ProcessStartInfo start)
    {
        if (!s_proxies.Any(name => Variable(start, name) is not null))
        {
            return;
        }

        var list = s_direct.FirstOrDefault(name => Variable(start, name) is not null) ?? "NO_PROXY";
        var hosts = Variable(start, list)?.Split(',') ?? [];
        if (!hosts.Contains("*"))
        {
            start.Environment[list] = string.Join(",", hosts.Concat(s_loopback.Except(hosts.Select(static host => host.Trim()))));
        }
    }

    /// <summary>Returns a variable; null if it is missing or empty.</summary>
    private static string? Variable(ProcessStartInfo start, string name) => start.Environment.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? value : null;
}
