using System.Diagnostics;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>How options become arguments and environment of the terminal UI.</summary>
internal static class TuiCommand
{
    /// <summary>The flags of <c>opencode</c> that the contract tests hold it to.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["model", "session", "agent"];

    /// <summary>The same of <c>opencode attach</c>.</summary>
    public static IReadOnlyList<string> AttachFlags { get; } = ["session", "dir"];

    public static IReadOnlyList<string> Arguments(OpenCodeTuiOptions options)
    {
        List<string> arguments = [];
        if (options.AttachTo is { } server)
        {
            arguments.AddRange(["attach", (server.BaseUrl ?? OpenCodeClientOptions.DefaultBaseUrl).AbsoluteUri]);
            Add("dir", options.Project);
        }
        else if (options.Project is { } project)
        {
            // A full path, so that it is never taken for a command or a flag.
            arguments.Add(Path.GetFullPath(project));
        }

        Add("model", options.Model);
        Add("session", options.Session);
        Add("agent", options.Agent);
        return [.. arguments, .. options.Arguments];

        void Add(string flag, string? value)
        {
            if (value is not null)
            {
                arguments.Add($"--{flag}={value}");
            }
        }
    }

    /// <summary>The environment, and a private folder that exists as long as the process.</summary>
    /// <exception cref="ArgumentException">The configuration cannot be passed on.</exception>
    public static (ProcessStartInfo Start, PrivateFolder? Folder) Prepare(OpenCodeTuiOptions options)
    {
        var start = new ProcessStartInfo();
        ServerEnvironment.LeaveParent(start);
        ServerEnvironment.SetAll(start, options.Environment);
        if (options.AttachTo is { } server)
        {
            ServerEnvironment.SetCredentials(start, server.Username, server.Password);
        }

        var file = ServerEnvironment.SetConfiguration(start, ServerConfiguration.Compose(ServerEnvironment.Configuration(start), isUnattended: false, json: null, options.Config), nameof(options.Config));
        var folder = file is null ? null : new PrivateFolder(file, hasWorkingDirectory: false);
        if (folder?.ContentPath is { } path)
        {
            ServerEnvironment.Set(start, ServerEnvironment.ConfigFileVariable, path);
        }

        return (start, folder);
    }
}
