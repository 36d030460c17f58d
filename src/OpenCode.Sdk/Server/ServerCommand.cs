using System.Diagnostics;
using System.Globalization;

namespace OpenCode;

/// <summary>How options become arguments and environment of a server process.</summary>
internal static class ServerCommand
{
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
        ServerEnvironment.SetCredentials(start, username: null, options.Password);
        ServerEnvironment.SetConfig(start, options.Config);
        ServerEnvironment.SetAll(start, options.Environment);
        return start;
    }
}
