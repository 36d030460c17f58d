using System.Diagnostics;
using OpenCode.Processes;

namespace OpenCode;

/// <summary>Converts options to the arguments and the environment of the terminal UI.</summary>
internal static class TuiCommand
{
    /// <summary>Gets the flags of <c>opencode</c> that the contract tests verify.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["model", "session", "agent"];

    /// <summary>Gets the flags of <c>opencode attach</c> that the contract tests verify.</summary>
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
            // A full path, so that it is never parsed as a command or a flag.
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

    /// <summary>Prepares the environment, and a private folder that exists as long as the process.</summary>
    /// <exception cref="ArgumentException">The configuration can't be passed to the process.</exception>
    public static (ProcessStartInfo Start, PrivateFolder? Folder) Prepare(OpenCodeTuiOptions options)
    {
        var start = new ProcessStartInfo();
        ServerEnvironment.Prepare(start, options.Environment);
        if (options.AttachTo is { } server)
        {
            ServerEnvironment.SetCredentials(start, server.Username, server.Password);
        }

        var file = ServerEnvironment.SetConfiguration(start, options.Environment, isUnattended: false, json: null, options.Config);
        var folder = file is null ? null : new PrivateFolder(file, hasWorkingDirectory: false);
        if (folder?.ContentPath is { } path)
        {
            ServerEnvironment.Set(start, ServerEnvironment.ConfigFileVariable, path);
        }

        return (start, folder);
    }
}
