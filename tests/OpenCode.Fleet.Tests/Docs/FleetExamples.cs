#region usings
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Fleet;
using Orleans.Hosting;
#endregion

namespace OpenCode.Fleet.Tests.Docs;

/// <summary>The examples of docs/fleet.md, and the programs in the readmes of the packages. <see cref="FleetExampleTests"/> runs them.</summary>
internal static class FleetExamples
{
    public static HostApplicationBuilder Machine(string[] args)
    {
        #region machine
        var builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering()                     // to connect several machines, use a provider such as Redis
            .AddMemoryGrainStorage(FleetStorage.Name));   // to survive a restart, use a provider such as Redis
        builder.Services.AddOpenCodeFleet(machine => machine.MaxJobs = 8);
        #endregion
        return builder;
    }

    public static HostApplicationBuilder Client(string[] args)
    {
        #region client
        var builder = Host.CreateApplicationBuilder(args);
        builder.UseOrleansClient(client => client.UseLocalhostClustering());
        builder.Services.AddOpenCodeFleetClient();
        #endregion
        return builder;
    }

    public static async Task<FleetBatchStatus> RunBatchAsync(HostApplicationBuilder builder)
    {
        #region batch
        using var host = builder.Build();
        await host.StartAsync();

        var fleet = host.Services.GetRequiredService<FleetClient>();
        var batch = await fleet.SubmitAsync(new FleetBatch
        {
            Id = "nightly",
            Jobs =
            [
                new FleetJob { Prompt = "Update the packages, and run the tests", Workspace = FleetWorkspace.ForClone("https://example.com/shop.git") },
                new FleetJob { Prompt = "Review the last commit", Workspace = FleetWorkspace.ForWorktree("/repos/shop") },
            ],
        });

        await foreach (var job in fleet.WatchResultsAsync(batch.Id))
            Console.WriteLine($"{job.Id}: {job.Result!.Outcome}. {job.Result.Text}");

        await host.StopAsync();
        #endregion
        return batch;
    }

    public static FleetJob Job()
    {
        #region job
        var job = new FleetJob
        {
            Prompt = "Replace the deprecated API, and run the tests",
            Workspace = FleetWorkspace.ForClone("https://example.com/shop.git", "main") with { Retention = FleetWorkspaceRetention.UnlessCompleted },
            Model = "anthropic/claude-sonnet-4-5",
            Limits = new() { Timeout = TimeSpan.FromMinutes(30), MaxCost = 2m },
            Asks = new()
            {
                Rules = [new() { Permission = "bash", Pattern = "dotnet *", Action = FleetPermissionAction.Allow }],
                Permissions = FleetPermissionPolicy.Ask,
            },
            ResultSchema = """{"type":"object","properties":{"files":{"type":"integer"}},"required":["files"]}""",
            Priority = 10,
            Labels = ["dotnet"],
        };
        #endregion
        return job;
    }

    public static void Options(HostApplicationBuilder builder)
    {
        #region options
        builder.Services.AddOpenCodeFleet(
            machine =>
            {
                machine.Name = "machine-0";
                machine.Labels.Add("dotnet");
                machine.Models["anthropic/*"] = 8;
                machine.Models["ollama/qwen3"] = 1;   // the machine's own graphics card
                machine.WorkDirectory = "/data/work";
                machine.Pool.Server.DataDirectory = "/data/opencode";
            },
            scheduling =>
            {
                scheduling.Models["anthropic/claude-opus-4-1"] = 20;
                scheduling.Providers["anthropic"] = new() { MaxJobs = 100, MaxStartsPerMinute = 60, MaxCostPerDay = 500 };
            });
        #endregion
    }

    public static async Task WatchBatchAsync(FleetClient fleet, CancellationToken cancellationToken)
    {
        #region progress
        await foreach (var status in fleet.WatchBatchAsync("nightly", cancellationToken))
            Console.WriteLine($"{status.Ended} of {status.Count}, {status.Usage.Cost:0.00} US dollars");
        #endregion
    }

    public static async Task WatchJobAsync(FleetClient fleet, CancellationToken cancellationToken)
    {
        #region live
        await foreach (var update in fleet.WatchJobAsync(FleetJobId.Parse("nightly/0"), cancellationToken))
        {
            if (update.Kind == FleetJobUpdateKind.Text)
                Console.Write(update.Text);
            else if (update.Ask is { Permission: "bash" } ask)
                await fleet.ReplyAsync(ask, FleetReply.Reject("Don't push. Only commit."), cancellationToken);
        }
        #endregion
    }

    public static async Task ReplyToAllAsync(FleetClient fleet, CancellationToken cancellationToken)
    {
        #region asks
        var status = await fleet.GetStatusAsync(cancellationToken);
        foreach (var ask in status.Asks.Where(ask => ask.Permission is not null))
            await fleet.ReplyAsync(ask, FleetReply.Allow, cancellationToken);
        #endregion
    }
}
