using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Samples;

namespace OpenCode.ContractTests.Hooks;

/// <summary>A directory of the shared server whose configuration names hooks of this process.</summary>
internal sealed class HookedProject : IAsyncDisposable
{
    private readonly List<OpenCodeHooks> _hooks = [];

    private HookedProject(OpenCodeClient client)
    {
        Client = client;
    }

    /// <summary>Works in the directory.</summary>
    public OpenCodeClient Client { get; }

    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="options">One for each plugin, in the order in which the server asks them.</param>
    public static async Task<HookedProject> StartAsync(CancellationToken cancellationToken, params OpenCodeHooksOptions[] options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"hooked-{Guid.NewGuid():N}")).FullName;
        var project = new HookedProject(LiveServer.Client.In(folder));
        try
        {
            foreach (var one in options)
            {
                project._hooks.Add(await OpenCodeHooks.StartAsync(one, cancellationToken));
            }

            var config = new Config { Plugin = [.. project._hooks.Select(hooks => hooks.Plugin)] };
            await File.WriteAllBytesAsync(Path.Combine(folder, "opencode.json"), OpenCodeJson.Write(config), cancellationToken);
            foreach (var hooks in project._hooks)
            {
                await hooks.EnsureLoadedAsync(project.Client, cancellationToken);
            }

            return project;
        }
        catch
        {
            await project.DisposeAsync();
            throw;
        }
    }

    public Task<Session> CreateSessionAsync(CancellationToken cancellationToken, params PermissionRule[] rules) =>
        Client.Session.CreateAsync(new() { Permission = rules }, cancellationToken);

    /// <summary>Lets the model call a tool in a new session, and responds with the result as the model got it.</summary>
    public async Task<TurnResult> CallAsync(string prompt, string tool, string arguments, CancellationToken cancellationToken, TurnOptions? options = null)
    {
        Tools.ToolScripts.Call(prompt, tool, arguments);
        var session = await CreateSessionAsync(cancellationToken, new PermissionRule { Permission = "*", Pattern = "*", Action = PermissionAction.Allow });
        return await Client.Session.RunAsync(session.Id, prompt, options, cancellationToken);
    }

    /// <summary>Lets the model run a command of the shell.</summary>
    public Task<TurnResult> RunCommandAsync(string command, CancellationToken cancellationToken, TurnOptions? options = null) =>
        CallAsync($"run {command} {Guid.NewGuid():N}", "bash", Command(command), cancellationToken, options);

    /// <summary>The arguments of <c>bash</c>.</summary>
    public static string Command(string command) => new JsonObject { ["command"] = command, ["description"] = "A command" }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        foreach (var hooks in _hooks)
        {
            await hooks.DisposeAsync();
        }
    }
}
