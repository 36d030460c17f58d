using Aspire.Hosting;

// An application with an agent, and with a container that uses it.
var builder = DistributedApplication.CreateBuilder(args);
var agent = builder.AddOpenCode("agent").WithModel("anthropic/claude-sonnet-4-5");
builder.AddContainer("reviewer", "reviewer").WithReference(agent).WaitFor(agent);
await builder.Build().RunAsync();
