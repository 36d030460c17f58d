using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>An application whose resources are initialized as the orchestrator does it, but without the orchestrator.</summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-aspire-");
    private readonly IDistributedApplicationBuilder _builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
    private DistributedApplication? _application;

    public Application(string? executable = null)
    {
        Agent = _builder.AddOpenCode("agent")
            .WithExecutable(executable ?? ServerExecutable)
            .WithWorkingDirectory(_folder.FullName)
            .WithDataDirectory(Path.Combine(_folder.FullName, "data"))
            .WithServerOptions(options => options.Timeout = TestTimeout.Value)
            .WithEnvironment(Mark.Variable, Mark.Value)
            .WithEnvironment("HTTPS_PROXY", "http://127.0.0.1:9")
            .WithEnvironment("NO_PROXY", "127.0.0.1,localhost");
    }

    /// <summary>The pinned server.</summary>
    public static string ServerExecutable { get; } = typeof(Application).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "OpenCodeExecutable").Value!;

    /// <summary>What the server and all that it starts carry.</summary>
    public ProcessMark Mark { get; } = new();

    public IDistributedApplicationBuilder Builder => _builder;

    public IResourceBuilder<OpenCodeResource> Agent { get; }

    public IServiceProvider Services => (_application ??= _builder.Build()).Services;

    public ResourceNotificationService Notifications => Services.GetRequiredService<ResourceNotificationService>();

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        var eventing = Services.GetRequiredService<IDistributedApplicationEventing>();
        return eventing.PublishAsync(new InitializeResourceEvent(Agent.Resource, eventing, Services.GetRequiredService<ResourceLoggerService>(), Notifications, Services), cancellationToken);
    }

    /// <summary>Waits for a state.</summary>
    public async Task<CustomResourceSnapshot> StateAsync(string state, CancellationToken cancellationToken) =>
        (await Notifications.WaitForResourceAsync("agent", e => e.Snapshot.State?.Text == state, cancellationToken)).Snapshot;

    public async Task<ExecuteCommandResult> CommandAsync(string name, CancellationToken cancellationToken) =>
        await Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(Agent.Resource, name, cancellationToken);

    public async Task<OpenCodeClient> ClientAsync(CancellationToken cancellationToken) =>
        new(OpenCodeClientOptions.FromConnectionString((await ((IResourceWithConnectionString)Agent.Resource).GetConnectionStringAsync(cancellationToken))!));

    /// <summary>What the dashboard shows as the log of the resource, once it contains a text.</summary>
    public async Task<string> LogAsync(string until, CancellationToken cancellationToken)
    {
        var text = "";
        await foreach (var lines in Services.GetRequiredService<ResourceLoggerService>().WatchAsync(Agent.Resource).WithCancellation(cancellationToken))
        {
            text += string.Concat(lines.Select(line => line.Content + "\n"));
            if (text.Contains(until, StringComparison.Ordinal))
            {
                return text;
            }
        }

        return text;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
