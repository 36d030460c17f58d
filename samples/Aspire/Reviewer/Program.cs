using OpenCode;

// A web application that asks the agent of the app host. It knows nothing but the name of the connection string.
var builder = WebApplication.CreateBuilder(args);

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

await app.RunAsync();
