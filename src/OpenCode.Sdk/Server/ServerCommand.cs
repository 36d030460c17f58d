using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OpenCode;

/// <summary>How options become arguments and environment of a server process.</summary>
internal static class ServerCommand
{
    public const string PasswordVariable = "OPENCODE_SERVER_PASSWORD";
    public const string UsernameVariable = "OPENCODE_SERVER_USERNAME";
    public const string ConfigVariable = "OPENCODE_CONFIG_CONTENT";

    /// <summary>The flags of <c>opencode serve</c> that the contract tests hold the server to.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["hostname", "port", "log-level", "print-logs", "cors", "mdns", "mdns-domain"];

    public static IReadOnlyList<string> Arguments(OpenCodeServerOptions options)
    {
        // With "=", so that no value is taken for a flag.
        List<string> arguments = ["serve", $"--hostname={options.Hostname}", $"--port={options.Port.ToString(CultureInfo.InvariantCulture)}"];
        if ((options.LogLevel ?? options.Config?.LogLevel) is { } level)
        {
            arguments.Add($"--log-level={level.Value}");
        }

        if (options.PrintLogs)
        {
            arguments.Add("--print-logs");
        }

        arguments.AddRange(options.Cors.Select(origin => $"--cors={origin}"));
        if (options.Mdns || options.MdnsDomain is not null)
        {
            arguments.Add("--mdns");
        }

        if (options.MdnsDomain is { } domain)
        {
            arguments.Add($"--mdns-domain={domain}");
        }

        return [.. arguments, .. options.Arguments];
    }

    public static ProcessStartInfo StartInfo(OpenCodeServerOptions options)
    {
        var start = new ProcessStartInfo { WorkingDirectory = options.WorkingDirectory ?? "" };
        if (!options.InheritEnvironment)
        {
            start.Environment.Clear();
        }

        // What the caller's own server has been given is not for this one.
        SetVariable(start, PasswordVariable, options.Password is { Length: > 0 } password ? password : null);
        SetVariable(start, UsernameVariable, null);
        if (options.Config is { } config)
        {
            SetVariable(start, ConfigVariable, Encoding.UTF8.GetString(OpenCodeJson.Write(config)));
        }

        foreach (var variable in options.Environment)
        {
            SetVariable(start, variable.Key, variable.Value);
        }

        return start;
    }

    /// <summary>Sets a variable, or with null removes it.</summary>
    public static void SetVariable(ProcessStartInfo start, string name, string? value)
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
