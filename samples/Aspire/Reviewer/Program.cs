using OpenCode;
using OpenCode.Fleet;
using Orleans.Configuration;
using Orleans.Hosting;

// A web application that asks the agent and the fleet of the app host. It knows nothing but the names of their connection strings.
var builder = WebApplication.CreateBuilder(args);

#region fleet-client
builder.UseOrleansClient(client => client
    .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "opencode-fleet")
    .UseRedisClustering(builder.Configuration.GetConnectionString("fleet")!));
builder.Services.AddOpenCodeFleetClient();
#endregion

#region client
builder.AddOpenCodeClient("agent");   // ConnectionStrings:agent, and a health check

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapGet("/review", async (string subject, OpenCodeClient client, CancellationToken cancellationToken) =>
{
    var session = await client.Session.CreateAsync(new() { Title = "Review" }, cancellationToken);
    var turn = await client.Session.RunAsync(session.Id, subject, TurnOptions.Unattended, cancellationToken);
    return turn.Text;
});
#endregion

#region fleet
app.MapGet("/fleet", async (string[] subject, FleetClient fleet, CancellationToken cancellationToken) =>
{
    var batch = new FleetBatch
    {
        Jobs = [.. subject.Select(text => new FleetJob { Prompt = text, Workspace = FleetWorkspace.ForDirectory(app.Environment.ContentRootPath) })],
    };
    await fleet.SubmitAsync(batch, cancellationToken);
    return await fleet.WatchResultsAsync(batch.Id, cancellationToken).Select(job => job.Result!.Text).ToListAsync(cancellationToken);
});
#endregion

await app.RunAsync();
