using OpenCode.Samples;

// dotnet run --project samples/WebChat                  a demo project and a scripted model, without an API key
// dotnet run --project samples/WebChat -- DIRECTORY     your own project and configuration
await using var demo = args.Length == 0 ? await DemoModel.StartAsync(DemoChat.AnswerAsync) : null;
var directory = demo is null ? Path.GetFullPath(args[0]) : await DemoChat.CreateProjectAsync(Path.Combine(AppContext.BaseDirectory, "project"));

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddOpenCodeServer(options =>
{
    options.Port = 0;
    options.WorkingDirectory = directory;
    options.Config = demo?.CreateConfig();
});
builder.Services.AddOpenCodeClient();
builder.Services.AddChat();

var app = builder.Build();
app.UseExceptionHandler();
app.UseFileServer();
app.MapChat();
await app.RunAsync();
