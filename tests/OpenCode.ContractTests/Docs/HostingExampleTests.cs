using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the hosts of the documentation with a live server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HostingExampleTests
{
    [Test]
    public async Task Clients(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["OpenCode:BaseUrl"] = DocsServer.Client.BaseUrl.ToString();
        builder.Configuration["OpenCode:Password"] = DocsServer.Password;
        var count = new StrongBox<int>();
        builder.Services.AddSingleton(count).AddTransient<HostingExamples.MyHandler>();
        HostingExamples.AddServerAndClients(builder);
        UseServer(builder);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        Assert.That((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(cancellationToken)).Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(count.Value, Is.Zero);
        await host.Services.GetRequiredKeyedService<OpenCodeClient>("other").Global.HealthAsync(cancellationToken);
        Assert.That(count.Value, Is.EqualTo(1));
        await host.StopAsync(cancellationToken);
    }

    [Test]
    public async Task Hooks(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<HostingExamples.Rules>();
        HostingExamples.AddHooks(builder);
        builder.Services.AddOpenCodeClient();
        UseServer(builder);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        LiveServer.Scripts.Answer("a hosted hook", request => request.FollowsTool ? new DemoText(request.ToolResults[^1]) : new DemoToolCall("bash", """{"command":"echo 1","description":"A command"}"""));
        var client = host.Services.GetRequiredService<OpenCodeClient>();
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That((await client.Session.RunAsync(session.Id, "a hosted hook", null, cancellationToken)).Text, Does.Contain("No commands."));
        await host.StopAsync(cancellationToken);
    }

    [Test]
    public async Task Tools(CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<HostingExamples.Shop>();
        HostingExamples.AddTools(builder);
        builder.Services.Configure<OpenCodeClientOptions>(options => (options.BaseUrl, options.Password, options.Directory) = (DocsServer.Client.BaseUrl, DocsServer.Password, LiveServer.Project));
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        LiveServer.Scripts.Answer("a hosted tool", request => request.FollowsTool ? new DemoText(request.ToolResults[^1]) : new DemoToolCall("shop_GetOrder", """{"id":17}"""));
        var session = await DocsServer.CreateSessionAsync(cancellationToken);
        Assert.That((await DocsServer.Client.Session.RunAsync(session.Id, "a hosted tool", null, cancellationToken)).Text, Is.EqualTo("Order 17: one lamp"));
        await host.StopAsync(cancellationToken);
    }

    private static void UseServer(HostApplicationBuilder builder)
    {
        var options = DocsServer.Options();
        builder.Services.Configure<OpenCodeServerOptions>(o =>
            (o.ExecutablePath, o.Timeout, o.WorkingDirectory, o.Environment, o.Config) = (options.ExecutablePath, options.Timeout, options.WorkingDirectory, options.Environment, options.Config));
    }
}
