using System.Collections.Concurrent;
using System.Net;
using OpenCode.Fleet.Tests.Cluster;
using OpenCode.Fleet.Tool.Page;
using OpenCode.Testing;
using Orleans.Dashboard;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>A fleet in this process with one machine, whose agents do what each test wants, and its page.</summary>
internal sealed class PageFleet : IAsyncDisposable
{
    public const string Machine = "m0";

    public const int MaxJobs = 4;

    private readonly ConcurrentDictionary<string, Func<IJobContext, CancellationToken, Task<FleetJobResult?>>> _turns = new(StringComparer.Ordinal);
    private readonly TestFleet _fleet;
    private readonly bool _hasDashboard;
    private FleetPage _page = null!;

    private PageFleet(TestFleet fleet, bool hasDashboard)
    {
        _fleet = fleet;
        _hasDashboard = hasDashboard;
        fleet.World.Turn = (context, token) => _turns[context.Id.Batch](context, token);
    }

    public FleetClient Client => _fleet.Client;

    public Uri Url => _page.Url;

    public static async Task<PageFleet> StartAsync(bool hasDashboard = false)
    {
        var fleet = await TestFleet.StartAsync(
            machine: options =>
            {
                options.MaxJobs = MaxJobs;
                options.Labels.Add("linux");
                options.Models["demo/*"] = MaxJobs;
            },
            silo: silo =>
            {
                if (hasDashboard)
                {
                    silo.AddDashboard();
                }
            });
        var result = new PageFleet(fleet, hasDashboard);
        result._page = await result.ServeAsync(0);
        return result;
    }

    public static FleetJobResult Result(IJobContext context, string text) =>
        new() { Outcome = FleetOutcome.Completed, Text = text, Session = context.Session, EndedAt = DateTimeOffset.UnixEpoch };

    /// <summary>Serves the page at another address.</summary>
    public Task<FleetPage> ServeAsync(int port) => FleetPage.StartAsync(Client, _hasDashboard ? _fleet.Grains : null, new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);

    /// <summary>Submits a batch.</summary>
    /// <param name="id">The identifier.</param>
    /// <param name="count">The number of jobs.</param>
    /// <param name="turn">What their agents do; null for a result at once.</param>
    /// <param name="change">Changes the batch before it is submitted.</param>
    public async Task SubmitAsync(string id, int count = 1, Func<IJobContext, CancellationToken, Task<FleetJobResult?>>? turn = null, Func<FleetBatch, FleetBatch>? change = null)
    {
        _turns[id] = turn ?? (static (_, _) => Task.FromResult<FleetJobResult?>(null));
        var batch = new FleetBatch { Id = id, Jobs = [.. Enumerable.Range(0, count).Select(i => new FleetJob { Prompt = $"Prompt {i}", Workspace = FleetWorkspace.ForDirectory("/") })] };
        using var limit = TestTimeout.Start();
        await Client.SubmitAsync(change is null ? batch : change(batch), limit.Token);
    }

    /// <summary>Kills the machine, so that the fleet doesn't respond.</summary>
    public Task KillAsync() => _fleet.KillAsync(Machine);

    /// <summary>Starts the machine that was killed.</summary>
    public Task RestartAsync() => _fleet.StartAsync(Machine);

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _fleet.DisposeAsync();
    }
}
