using System.Diagnostics;
using OpenCode.Models;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Sets the environment of an opencode process.</summary>
internal static class ServerEnvironment
{
    public const string ConfigVariable = "OPENCODE_CONFIG_CONTENT";
    public const string ConfigFileVariable = "OPENCODE_CONFIG";

    /// <summary>The variable whose permissions the server merges after all configurations.</summary>
    public const string PermissionVariable = "OPENCODE_PERMISSION";

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

    /// <summary>
    /// Variables that place data, credentials, or user configuration in another file or folder than that of the data directory.
    /// </summary>
    private static readonly string[] s_otherData = ["OPENCODE_AUTH_CONTENT", ConfigFileVariable, "OPENCODE_CONFIG_DIR", "OPENCODE_DB"];

    /// <summary>Variables that users set, but that an opencode process also sets for its child processes.</summary>
    private static readonly string[] s_settingsOfParent = ["AGENT", "OPENCODE_AUTH_CONTENT", "OPENCODE_LOG_LEVEL", "OPENCODE_PRINT_LOGS", "OPENCODE_PURE"];

    /// <summary>The rules for the names of variables.</summary>
    private static readonly StringComparer s_names = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

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

    /// <summary>Merges the configurations of the environment and the caller, sets the result, and returns the file that it needs.</summary>
    /// <param name="start">The environment.</param>
    /// <param name="variables">The caller's variables.</param>
    /// <param name="isUnattended">Whether the process runs unattended.</param>
    /// <param name="json">The caller's JSON; null for none.</param>
    /// <param name="config">The caller's configuration; null for none.</param>
    /// <returns>
    /// The content of a file whose path <see cref="ConfigFileVariable"/> must contain; null if everything fits in a variable.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A configuration is not a JSON object, it is too large, or the variable for the file is in use.
    /// </exception>
    public static string? SetConfiguration(ProcessStartInfo start, IReadOnlyDictionary<string, string?> variables, bool isUnattended, string? json, Config? config)
    {
        // The caller's own variable overrides everything, as the caller wants.
        var permissions = IsOf(variables, PermissionVariable) ? null : Text(start, PermissionVariable);
        var configuration = ServerConfiguration.Compose(Text(start, ConfigVariable), isUnattended, json, config, permissions);
        Set(start, ConfigVariable, configuration.Inline);
        if (configuration.IncludesPermissions)
        {
            Set(start, PermissionVariable, null);
        }

        if (configuration.File is not null && Variable(start, ConfigFileVariable) is { } file)
        {
            throw FileInUse(file, nameof(OpenCodeServerOptions.Config));
        }

        return configuration.File;
    }

    /// <summary>Creates the folder for all data of a process, which only the current user can access.</summary>
    /// <exception cref="OpenCodeServerException">It can't be created.</exception>
    public static void CreateDataDirectory(string? directory)
    {
        try
        {
            if (directory is not null && !Directory.Exists(directory))
            {
                PrivateFiles.CreateFolder(directory);
            }
        }
        catch (IOException e)
        {
            throw new OpenCodeServerException(
                OpenCodeServerFailure.UnusableDirectory,
                $"{nameof(OpenCodeServerOptions.DataDirectory)} is {directory}, which can't be created: {e.Message}",
                innerException: e);
        }
    }

    /// <summary>Sets the folder for all data of the process, and removes inherited variables that name another place.</summary>
    public static void SetDataDirectory(ProcessStartInfo start, string? directory, IReadOnlyDictionary<string, string?> variables)
    {
        if (directory is null)
        {
            return;
        }

        foreach (var name in s_otherData.Where(name => !IsOf(variables, name)))
        {
            Set(start, name, null);
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

    /// <summary>
    /// Returns the data folder of a process with this environment. Without variables, it is in the folder of the current user.
    /// </summary>
    public static string DataFolder(ProcessStartInfo start)
    {
        var home = Variable(start, OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var data = Variable(start, "XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share");

        // A relative path is relative to the working directory of the process.
        return Path.GetFullPath(Path.Combine(start.WorkingDirectory, data, "opencode"));
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

    private static ArgumentException FileInUse(string file, string option) => new(
        FormattableString.Invariant($"{option} is larger than {ServerConfiguration.MaxInlineBytes} bytes and needs a file, but {ConfigFileVariable} is already set to {file}. Move the large entries of the configuration to that file."),
        option);

    /// <summary>Returns a variable; null if it is missing or blank.</summary>
    private static string? Text(ProcessStartInfo start, string name) => Variable(start, name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Returns whether the caller sets or removes a variable.</summary>
    private static bool IsOf(IReadOnlyDictionary<string, string?> variables, string name) => variables.Keys.Contains(name, s_names);
}
