#region usings
using Aspire.Hosting;
#endregion

namespace OpenCode.Aspire.Tests.Docs;

/// <summary>The app hosts of docs/aspire.md and of the readme of this package. <see cref="AspireExampleTests"/> runs each of them.</summary>
internal static class AspireExamples
{
    public static async Task RunPageAsync(string[] args)
    {
        #region page
        var builder = DistributedApplication.CreateBuilder(args);

        var agent = builder.AddOpenCode("agent")
            .WithModel("anthropic/claude-sonnet-4-5")
            .WithWorkingDirectory("../shop")
            .WithDataDirectory("../.opencode-data")
            .WithEnvironment("ANTHROPIC_API_KEY", builder.AddParameter("anthropic-key", secret: true));

        builder.AddProject<Projects.Reviewer>("reviewer").WithReference(agent).WaitFor(agent);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task RunFleetAsync(string[] args)
    {
        #region fleet
        var builder = DistributedApplication.CreateBuilder(args);
        var key = builder.AddParameter("anthropic-key", secret: true);

        var fleet = builder.AddOpenCodeFleet("fleet")
            .WithModel("anthropic/claude-sonnet-4-5")
            .WithMachines(3, machine => machine.WithEnvironment("ANTHROPIC_API_KEY", key));

        builder.AddProject<Projects.Reviewer>("reviewer").WithReference(fleet).WaitFor(fleet);
        await builder.Build().RunAsync();
        #endregion
    }

    public static async Task RunReadmeAsync(string[] args)
    {
        #region program
        var builder = DistributedApplication.CreateBuilder(args);
        var agent = builder.AddOpenCode("agent").WithModel("anthropic/claude-sonnet-4-5").WithWorkingDirectory("../shop");
        builder.AddContainer("reviewer", "reviewer").WithReference(agent).WaitFor(agent);
        await builder.Build().RunAsync();
        #endregion
    }
}
