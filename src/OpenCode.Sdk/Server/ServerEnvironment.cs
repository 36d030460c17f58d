using System.Diagnostics;
using System.Text;
using OpenCode.Models;

namespace OpenCode;

/// <summary>What an opencode process is told by its environment.</summary>
internal static class ServerEnvironment
{
    public const string PasswordVariable = "OPENCODE_SERVER_PASSWORD";
    public const string UsernameVariable = "OPENCODE_SERVER_USERNAME";
    private const string ConfigVariable = "OPENCODE_CONFIG_CONTENT";

    /// <summary>Sets user name and password, or takes away those that were inherited.</summary>
    public static void SetCredentials(ProcessStartInfo start, string? username, string? password)
    {
        Set(start, PasswordVariable, password is { Length: > 0 } ? password : null);
        Set(start, UsernameVariable, username);
    }

    /// <summary>Sets the configuration, if there is one.</summary>
    public static void SetConfig(ProcessStartInfo start, Config? config)
    {
        if (config is not null)
        {
            Set(start, ConfigVariable, Encoding.UTF8.GetString(OpenCodeJson.Write(config)));
        }
    }

    /// <summary>Sets the caller's variables, and removes those that are null.</summary>
    public static void SetAll(ProcessStartInfo start, IReadOnlyDictionary<string, string?> variables)
    {
        foreach (var variable in variables)
        {
            Set(start, variable.Key, variable.Value);
        }
    }

    private static void Set(ProcessStartInfo start, string name, string? value)
    {
        // .NET Framework takes null for an empty value.
        if (value is null)
        {
            start.Environment.Remove(name);
        }
        else
        {
            start.Environment[name] = value;
        }
    }
}
