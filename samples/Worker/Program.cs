using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode;
using OpenCode.Diagnostics;
using OpenCode.Samples;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

// dotnet run --project samples/Worker                a folder with one task and a scripted model, without an API key
// dotnet run --project samples/Worker -- FOLDER      your own tasks and configuration
await using var demo = args.Length == 0 ? await DemoModel.StartAsync((request, _) => DemoTasks.Answer(request).ToAsyncEnumerable()) : null;
var folder = new TaskFolder(args.Length == 0 ? DemoTasks.CreateFolder(Path.Combine(AppContext.BaseDirectory, "tasks")) : Path.GetFullPath(args[0]));

var builder = Host.CreateApplicationBuilder();
builder.Services.AddOpenCodeServer(options =>
{
    options.Port = 0;
    options.Config = demo?.CreateConfig();
});
builder.Services.AddOpenCodeClient();
builder.Services.AddHealthChecks().AddOpenCode();
builder.Services.AddSingleton(TimeProvider.System).AddSingleton(folder).AddHostedService<TaskWorker>();
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource(OpenCodeTelemetry.Name).AddConsoleExporter())
    .WithMetrics(metrics => metrics.AddMeter(OpenCodeTelemetry.Name).AddConsoleExporter());
await builder.Build().RunAsync();
