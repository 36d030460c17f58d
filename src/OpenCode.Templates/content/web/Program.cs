using Company.WebApp;

var builder = WebApplication.CreateBuilder(args);

// The server is included in the output. It works in the current directory, and starts and stops with the host.
builder.Services.AddOpenCodeServer(options => options.Port = 0);
builder.Services.AddOpenCodeClient();
builder.Services.AddHealthChecks().AddOpenCode();

var app = builder.Build();
app.MapHealthChecks("/health");
app.MapPrompts();
app.Run();
