using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode.Testing;

namespace OpenCode.Extensions.Hosting.Tests;

/// <summary>What needs no server to run; the contract tests have one.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ServerTests
{
    [Test]
    public async Task A_client_knows_its_server_before_that_starts()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOpenCodeServer(o => (o.Hostname, o.Port) = ("127.0.0.1", 4711));
        services.AddOpenCodeServer("second", o => o.Port = 0);
        services.AddOpenCodeClient();
        services.AddOpenCodeClient("second");
        services.AddOpenCodeClient("elsewhere", o => o.BaseUrl = new Uri("http://elsewhere.test"));
        await using var provider = services.BuildServiceProvider();
        var second = provider.GetRequiredKeyedService<OpenCodeClient>("second").BaseUrl;
        Assert.That(provider.GetRequiredService<OpenCodeClient>().BaseUrl, Is.EqualTo(new Uri("http://127.0.0.1:4711")));
        Assert.That(second.Host, Is.EqualTo("127.0.0.1"));
        Assert.That(second.Port, Is.Not.Zero.And.Not.EqualTo(4711));
        Assert.That(provider.GetRequiredKeyedService<OpenCodeClient>("elsewhere").BaseUrl, Is.EqualTo(new Uri("http://elsewhere.test")));
        var options = provider.GetRequiredService<IOptionsMonitor<OpenCodeClientOptions>>();
        Assert.That(options.CurrentValue.Password, Is.Not.Empty.And.Not.EqualTo(options.Get("second").Password));
        Assert.That(options.Get("elsewhere").Password, Is.Null);
    }

    [Test]
    public async Task Options_come_from_configuration()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeServer(ClientTests.Configuration(
            ("Hostname", "localhost"),
            ("Port", "0"),
            ("Timeout", "00:01:00"),
            ("ExecutablePath", "/bin/opencode"),
            ("WorkingDirectory", "/d"),
            ("Password", "secret"),
            ("Environment:HOME", "/h"),
            ("InheritEnvironment", "false"),
            ("PortFallback", "true"),
            ("StopTimeout", "00:00:01"),
            ("Restart:MaxRestarts", "3"),
            ("Arguments:0", "--pure"),
            ("Cors:0", "http://a.test"),
            ("Mdns", "true"),
            ("MdnsDomain", "a.local"),
            ("LogLevel", "WARN"),
            ("PrintLogs", "true")));
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<OpenCodeServerOptions>>().Value;
        Assert.That((options.Hostname, options.Port, options.Timeout), Is.EqualTo(("localhost", 0, TimeSpan.FromMinutes(1))));
        Assert.That((options.ExecutablePath, options.WorkingDirectory, options.Password), Is.EqualTo(("/bin/opencode", "/d", "secret")));
        Assert.That(options.Environment["HOME"], Is.EqualTo("/h"));
        Assert.That((options.InheritEnvironment, options.PortFallback, options.StopTimeout), Is.EqualTo((false, true, TimeSpan.FromSeconds(1))));
        Assert.That(options.Restart, Is.EqualTo(RestartPolicy.OnCrash with { MaxRestarts = 3 }));
        Assert.That((options.Arguments.Single(), options.Cors.Single()), Is.EqualTo(("--pure", "http://a.test")));
        Assert.That((options.Mdns, options.MdnsDomain, options.LogLevel, options.PrintLogs), Is.EqualTo((true, "a.local", (Models.ServerLogLevel?)"WARN", true)));
    }

    [TestCase("Port", "65536")]
    [TestCase("Timeout", "00:00:00")]
    public async Task Options_that_can_not_work_stop_the_host_from_starting(string key, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenCodeServer(ClientTests.Configuration((key, value)));
        using var host = builder.Build();
        Assert.That((await Failure.OfAsync<OptionsValidationException>(() => host.StartAsync())).Message, Does.Contain(key));
    }

    [Test]
    public async Task A_server_that_does_not_start_stops_the_host_from_starting()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenCodeServer(o => o.ExecutablePath = "/nowhere/opencode");
        using var host = builder.Build();
        Assert.That((await Failure.OfAsync<OpenCodeServerException>(() => host.StartAsync())).Message, Does.Contain("/nowhere/opencode"));
    }
}
