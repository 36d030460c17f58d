using OpenCode.Samples;

// dotnet run --project samples/Aspire/AppHost     an application with an agent; its model is scripted, so that it needs no key
await using var demo = await DemoModel.StartAsync((request, _) => Script.Answer(request).ToAsyncEnumerable());
var builder = DistributedApplication.CreateBuilder(args);
var agent = builder.AddOpenCode("agent")
    .WithConfig(demo.CreateConfig())
    .WithModel(DemoModel.Name)
    .WithDataDirectory(Path.Combine(AppContext.BaseDirectory, "data"));
builder.AddProject<Projects.Reviewer>("reviewer").WithReference(agent).WaitFor(agent);
await builder.Build().RunAsync();
