using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode.Models;
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

    [TestCase(null)]
    [TestCase("named")]
    public async Task A_client_repeats_no_secret_of_its_server(string? name)
    {
        await using var server = new FakeOpenCode().When(HttpMethod.Get, "/path", FakeResponse.Json("""{"name":"X","message":"bad key hunter2-config, hunter2-variable"}""", HttpStatusCode.BadRequest));
        var services = new ServiceCollection();
        services.AddLogging();
        void Configure(OpenCodeServerOptions options)
        {
            options.Config = OpenCodeJson.Read("""{"provider":{"p":{"options":{"apiKey":"hunter2-config"}}}}"""u8, Config.ReadFrom);
            options.Environment = new Dictionary<string, string?> { ["MY_KEY"] = "hunter2-variable" };
        }

        _ = name is null ? services.AddOpenCodeServer(Configure) : services.AddOpenCodeServer(name, Configure);
        _ = (name is null ? services.AddOpenCodeClient() : services.AddOpenCodeClient(name)).ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        await using var provider = services.BuildServiceProvider();
        var client = name is null ? provider.GetRequiredService<OpenCodeClient>() : provider.GetRequiredKeyedService<OpenCodeClient>(name);
        Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync())).Message, Does.StartWith("bad key ***, *** ("));
    }

    private static readonly (string Key, string Value, Func<OpenCodeServerOptions, object?> Get, object Expected)[] s_settings =
    [
        ("Hostname", "localhost", o => o.Hostname, "localhost"),
        ("Port", "0", o => o.Port, 0),
        ("PortFallback", "true", o => o.PortFallback, true),
        ("Timeout", "00:01:00", o => o.Timeout, TimeSpan.FromMinutes(1)),
        ("StopTimeout", "00:00:01", o => o.StopTimeout, TimeSpan.FromSeconds(1)),
        ("Restart:MaxRestarts", "3", o => o.Restart, RestartPolicy.OnCrash with { MaxRestarts = 3 }),
        ("ConfigJson", """{"model":"a/b"}""", o => o.ConfigJson, """{"model":"a/b"}"""),
        ("Unattended", "true", o => o.Unattended, true),
        ("DataDirectory", "/data", o => o.DataDirectory, "/data"),
        ("ExecutablePath", "/bin/opencode", o => o.ExecutablePath, "/bin/opencode"),
        ("SearchNodeModules", "true", o => o.SearchNodeModules, true),
        ("Arguments:0", "--pure", o => o.Arguments.Single(), "--pure"),
        ("WorkingDirectory", "/d", o => o.WorkingDirectory, "/d"),
        ("InheritEnvironment", "false", o => o.InheritEnvironment, false),
        ("Environment:HOME", "/h", o => o.Environment["HOME"], "/h"),
        ("Password", "secret", o => o.Password, "secret"),
        ("Cors:0", "http://a.test", o => o.Cors.Single(), "http://a.test"),
        ("Mdns", "true", o => o.Mdns, true),
        ("MdnsDomain", "a.local", o => o.MdnsDomain, "a.local"),
        ("LogLevel", "WARN", o => o.LogLevel, (Models.ServerLogLevel)"WARN"),
        ("PrintLogs", "true", o => o.PrintLogs, true),
    ];

    [Test]
    public async Task Options_come_from_configuration()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeServer(ClientTests.Configuration([.. s_settings.Select(setting => (setting.Key, setting.Value))]));
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<OpenCodeServerOptions>>().Value;
        Assert.Multiple(() =>
        {
            foreach (var (key, _, get, expected) in s_settings)
            {
                Assert.That(get(options), Is.EqualTo(expected), key);
            }
        });
    }

    [Test]
    public void Each_option_can_be_set_in_configuration_except_for_objects() => Assert.That(
        typeof(OpenCodeServerOptions).GetProperties().Select(property => property.Name).Except(s_settings.Select(setting => setting.Key.Split(':')[0])),
        Is.EquivalentTo(new[] { "Config", "LoggerFactory" }));

    [TestCase("Config:model", "OpenCode:Config cannot be set in configuration, which keeps neither the types of JSON values nor the order of keys. Set ConfigJson to the configuration as JSON text, or set Config in code.")]
    [TestCase("Prot", "'Prot'")]
    [TestCase("Restart:Max", "'Max'")]
    public async Task A_key_that_is_not_an_option_stops_the_host_from_starting(string key, string message)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenCodeServer(ClientTests.Configuration(($"OpenCode:{key}", "a/b")).GetSection("OpenCode"));
        using var host = builder.Build();
        Assert.That((await Failure.OfAsync<InvalidOperationException>(() => host.StartAsync())).Message, Does.Contain(message));
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
