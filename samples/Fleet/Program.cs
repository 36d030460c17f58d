using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Fleet;
using OpenCode.Samples;
using Spectre.Console;

// dotnet run --project samples/Fleet               200 jobs over 20 repositories on three machines, without an API key
// dotnet run --project samples/Fleet -- BATCH      another batch; the same one continues where it stopped
if (args is ["machine", var name, var storeAddress, var data])
{
    await Machine.RunAsync(name, storeAddress, data);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var folder = Path.Combine(AppContext.BaseDirectory, "fleet");
var repositories = await DemoFleet.CreateRepositoriesAsync(Path.Combine(folder, "repositories"), count: 20);
await using var demo = await DemoModel.StartAsync((request, _) => DemoFleet.Answer(request).ToAsyncEnumerable());

// Each machine is a process. On one computer, they only need different names and folders.
using var store = await FleetProcess.StartStoreAsync(Path.Combine(folder, "store"));
var machines = await Task.WhenAll(DemoFleet.Machines.Select(machine => FleetProcess.StartMachineAsync(machine, store.Address, folder, demo.CreateConfig())));
try
{
    // The client could be on another computer too. It can go away: the jobs continue, and it finds its batch again.
    using var host = await Client.ConnectAsync(store.Address);
    var fleet = host.Services.GetRequiredService<FleetClient>();
    var batch = await fleet.SubmitAsync(new FleetBatch
    {
        Id = args.FirstOrDefault() ?? "count-lines",
        Jobs = [.. repositories.SelectMany(repository => DemoFleet.Files.Select(file => new FleetJob
        {
            Prompt = $"Count the lines of {file}.",
            Workspace = FleetWorkspace.ForWorktree(repository) with { Retention = FleetWorkspaceRetention.UnlessCompleted },
            Limits = new() { Timeout = TimeSpan.FromMinutes(5) },
        }))],
    }, stop.Token);
    AnsiConsole.WriteLine($"Batch {batch.Id} in the store {store.Address}: {batch.Count} jobs");
    await AnsiConsole.Progress().StartAsync(async context =>
    {
        var task = context.AddTask("Jobs", maxValue: batch.Count);
        await foreach (var status in fleet.WatchBatchAsync(batch.Id, stop.Token))
        {
            batch = status;
            task.Value = status.Ended;
        }
    });
    await FleetReport.WriteAsync(fleet, batch);
    return batch.Outcomes.GetValueOrDefault(FleetOutcome.Completed) == batch.Count ? 0 : 1;
}
catch (OperationCanceledException)
{
    AnsiConsole.WriteLine("Stopped. Run the same command to continue.");
    return 1;
}
finally
{
    await Task.WhenAll(machines.Select(machine => machine.StopAsync()));
}
