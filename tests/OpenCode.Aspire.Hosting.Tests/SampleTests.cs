using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>The sample, with the orchestrator: a project asks the agent by its connection string.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SampleTests
{
    [Test]
    public async Task A_project_prompts_the_agent(CancellationToken cancellationToken)
    {
        var mark = new ProcessMark();
        var folder = Directory.CreateTempSubdirectory("opencode-aspire-");
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["ASPIRE_ALLOW_UNSECURED_TRANSPORT=true"], cancellationToken);
        var agent = builder.CreateResourceBuilder(builder.Resources.OfType<OpenCodeResource>().Single())
            .WithExecutable(Application.ServerExecutable)
            .WithDataDirectory(folder.FullName)
            .WithEnvironment(mark.Variable, mark.Value)
            .WithEnvironment("HTTPS_PROXY", "http://127.0.0.1:9")
            .WithEnvironment("NO_PROXY", "127.0.0.1,localhost");
        await using (var application = await builder.BuildAsync(cancellationToken))
        {
            await application.StartAsync(cancellationToken);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("agent", cancellationToken);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("reviewer", cancellationToken);
            using var http = application.CreateHttpClient("reviewer", "http");
            Assert.That(await http.GetStringAsync("/review?subject=README", cancellationToken), Is.EqualTo("Looks good: README"));
            Assert.That(await http.GetStringAsync("/health", cancellationToken), Is.EqualTo("Healthy"));

            // Clients find the server again, because its address and its password stay.
            var restarted = await application.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(agent.Resource, KnownResourceCommands.RestartCommand, cancellationToken);
            Assert.That(restarted.Success, Is.True, restarted.Message);
            Assert.That(await http.GetStringAsync("/review?subject=CHANGELOG", cancellationToken), Is.EqualTo("Looks good: CHANGELOG"));
            Assert.That(application.GetEndpoint("agent", "http"), Is.EqualTo(OpenCodeClientOptions.FromConnectionString((await application.GetConnectionStringAsync("agent", cancellationToken))!).BaseUrl));
        }

        Assert.That(await mark.LeftAsync(TestTimeout.Value), Is.Empty);
        folder.Delete(recursive: true);
    }
}
