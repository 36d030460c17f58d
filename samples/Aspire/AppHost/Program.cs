using OpenCode.Samples;

// dotnet run --project samples/Aspire/AppHost     an application with an agent and a fleet; their model is scripted, so that they need no key
await using var demo = await DemoModel.StartAsync((request, _) => Script.Answer(request).ToAsyncEnumerable());
var builder = DistributedApplication.CreateBuilder(args);
var agent = builder.AddOpenCode("agent")
    .WithConfig(demo.CreateConfig())
    .WithModel(DemoModel.Name)
    .WithDataDirectory(Path.Combine(AppContext.BaseDirectory, "data"));
var fleet = builder.AddOpenCodeFleet("fleet")
    .WithConfig(demo.CreateConfig())
    .WithDataDirectory(Path.Combine(AppContext.BaseDirectory, "fleet"))
    .WithTool("dotnet", FleetTool.Path)   // without this line, the tool opencode-fleet that is installed on this machine
    .WithMachines(3);
builder.AddProject<Projects.Reviewer>("reviewer").WithReference(agent).WaitFor(agent).WithReference(fleet).WaitFor(fleet);
await builder.Build().RunAsync();
