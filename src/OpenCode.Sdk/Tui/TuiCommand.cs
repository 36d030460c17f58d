using System.Diagnostics;

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

    public static ProcessStartInfo StartInfo(OpenCodeTuiOptions options)
    {
        var start = new ProcessStartInfo();
        if (options.AttachTo is { } server)
        {
            ServerEnvironment.SetCredentials(start, server.Username, server.Password);
        }

        ServerEnvironment.SetConfig(start, options.Config);
        ServerEnvironment.SetAll(start, options.Environment);
        return start;
    }
}
