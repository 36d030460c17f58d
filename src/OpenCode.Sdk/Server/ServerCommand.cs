using System.Diagnostics;
using System.Globalization;
using OpenCode.Models;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Converts options to the arguments and the environment of a server process.</summary>
internal static class ServerCommand
{
    /// <summary>Gets the flags of <c>opencode serve</c> that the contract tests verify.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["hostname", "port", "log-level", "print-logs", "cors", "mdns", "mdns-domain"];

    public static IReadOnlyList<string> Arguments(OpenCodeServerOptions options)
    {
        // With "=", so that no value is parsed as a flag.
        List<string> arguments = ["serve", $"--hostname={options.Hostname}", $"--port={options.Port.ToString(CultureInfo.InvariantCulture)}"];
        if ((options.LogLevel ?? options.Config?.LogLevel ?? LogLevelIn(options.ConfigJson)) is { } level)
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

    /// <summary>
    /// Returns the log level in a configuration, because the server reads the level only from its command line.
    /// </summary>
    private static ServerLogLevel? LogLevelIn(string? json) =>
        json is not null && JsonRead.Text(ServerConfiguration.Parse(json, nameof(OpenCodeServerOptions.ConfigJson)), "logLevel") is { Length: > 0 } level ? new(level) : null;

    /// <summary>
    /// Prepares one run of a server: environment, directory, and a private folder that exists as long as the process.
    /// </summary>
    /// <exception cref="ArgumentException">The configuration can't be passed to the process.</exception>
    public static (ProcessStartInfo Start, PrivateFolder? Folder) Prepare(OpenCodeServerOptions options)
    {
        var start = new ProcessStartInfo();
        if (!options.InheritEnvironment)
        {
            start.Environment.Clear();
        }

        ServerEnvironment.Prepare(start, options.Environment);
        ServerEnvironment.SetDataDirectory(start, options.DataDirectory, options.Environment);
        ServerEnvironment.SetCredentials(start, username: null, options.Password);
        var file = ServerEnvironment.SetConfiguration(start, options.Environment, options.Unattended, options.ConfigJson, options.Config);
        var needsDirectory = options.WorkingDirectory is null && WorkingDirectory.Here.IsSystem(Directory.GetCurrentDirectory());
        var folder = file is null && !needsDirectory ? null : new PrivateFolder(file, needsDirectory);
        if (folder?.ContentPath is { } path)
        {
            ServerEnvironment.Set(start, ServerEnvironment.ConfigFileVariable, path);
        }

        start.WorkingDirectory = options.WorkingDirectory ?? folder?.WorkingDirectory ?? "";
        return (start, folder);
    }

    /// <summary>Returns the start information without a run, for information that is needed before the start.</summary>
    public static ProcessStartInfo StartInfo(OpenCodeServerOptions options) => Prepare(options).Start;
}
