using OpenCode;

// A web application with a server of its own: POST /sessions?title=…, GET /titles, GET /health.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenCodeServer(o => (o.ExecutablePath, o.Port) = (Environment.GetEnvironmentVariable("OPENCODE_BIN"), 0));
builder.Services.AddOpenCodeClient();
builder.Services.AddHealthChecks().AddOpenCode();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapPost("/sessions", async (string title, OpenCodeClient client) => (await client.Session.CreateAsync(new() { Title = title })).Id);
app.MapGet("/titles", async (OpenCodeClient client) => (await client.Session.ListAsync()).Select(session => session.Title));
await app.RunAsync();
