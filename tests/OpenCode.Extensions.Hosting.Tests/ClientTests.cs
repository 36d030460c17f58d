using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OpenCode.Testing;

namespace OpenCode.Extensions.Hosting.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientTests
{
    [Test]
    public async Task A_client_sends_through_the_factorys_connections_and_the_callers_handlers()
    {
        await using var server = Server("one");
        var services = new ServiceCollection();
        services.AddOpenCodeClient(o => o.BaseUrl = new Uri("http://one.test"))
            .AddHttpMessageHandler(() => new MarkingHandler())
            .ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<OpenCodeClient>();
        Assert.That(provider.GetRequiredService<OpenCodeClient>(), Is.SameAs(client));
        var response = await client.Fields.Global.HealthAsync();
        Assert.That(response.Data.Version, Is.EqualTo("one"));
        Assert.That(response.Response!.Headers, Contains.Key("x-marked"));
    }

    [Test]
    public async Task Clients_with_names_are_apart()
    {
        await using var one = Server("one");
        await using var two = Server("two");
        var services = new ServiceCollection();
        services.AddOpenCodeClient("one", o => o.BaseUrl = new Uri("http://one.test")).ConfigurePrimaryHttpMessageHandler(() => one.Handler);
        services.AddOpenCodeClient("two", o => o.BaseUrl = new Uri("http://two.test")).ConfigurePrimaryHttpMessageHandler(() => two.Handler);
        await using var provider = services.BuildServiceProvider();
        Assert.That((await provider.GetRequiredKeyedService<OpenCodeClient>("one").Global.HealthAsync()).Version, Is.EqualTo("one"));
        Assert.That((await provider.GetRequiredKeyedService<OpenCodeClient>("two").Global.HealthAsync()).Version, Is.EqualTo("two"));
        Assert.That(provider.GetService<OpenCodeClient>(), Is.Null);
    }

    [TestCase(null)]
    [TestCase("named")]
    public async Task Options_come_from_configuration(string? name)
    {
        var section = Configuration(
            ("BaseUrl", "http://configured.test:1234"),
            ("BearerToken", "secret"),
            ("Headers:X-Team", "blue"),
            ("Headers:X-Gateway-Key", "key"),
            ("Directory", "/d"),
            ("Timeout", "01:00:00"),
            ("MaxRetries", "5"),
            ("MaxResponseBytes", "1024"),
            ("ThrowOnError", "true"));
        var services = new ServiceCollection();
        _ = name is null ? services.AddOpenCodeClient(section) : services.AddOpenCodeClient(name, section);
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<OpenCodeClientOptions>>().Get(name);
        Assert.Multiple(() =>
        {
            Assert.That(options.BaseUrl, Is.EqualTo(new Uri("http://configured.test:1234")));
            Assert.That((options.Username, options.BearerToken), Is.EqualTo(("opencode", "secret")));
            Assert.That(options.Headers, Is.EquivalentTo(new Dictionary<string, string> { ["X-Team"] = "blue", ["X-Gateway-Key"] = "key" }));
            Assert.That(options.Directory, Is.EqualTo("/d"));
            Assert.That(options.Timeout, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That(options.MaxRetries, Is.EqualTo(5));
            Assert.That(options.MaxResponseBytes, Is.EqualTo(1024));
            Assert.That(options.ThrowOnError, Is.True);
        });
    }

    [TestCase("BaseUrl", "ftp://x", "BaseUrl \"ftp://x\"")]
    [TestCase("BaseUrl", "http://me:hunter2@host/", "BaseUrl \"http://***@host/\"")]
    [TestCase("MaxRetries", "-1", "MaxRetries must be between 0 and 10. (Parameter 'MaxRetries')\nActual value was -1.")]
    [TestCase("Timeout", "-00:00:01", "Actual value was -00:00:01.")]
    [TestCase("MaxResponseBytes", "0", "MaxResponseBytes must be between 1 and 2147483591. (Parameter 'MaxResponseBytes')\nActual value was 0.")]
    [TestCase("Directory", "~/x", "Directory \"~/x\" is not an absolute path")]
    [TestCase("Headers:Accept", "hunter2", "Headers contains \"Accept\", which is reserved")]
    [TestCase("Headers:X-Key", "hunter2\n", "Headers contains an invalid value for \"X-Key\"")]
    [TestCase("BearerToken", "hunter2 x", "BearerToken contains a character that is not allowed")]
    public async Task Options_that_can_not_work_stop_the_host_from_starting(string key, string value, string named)
    {
        foreach (var name in new[] { "", "named" })
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            _ = name.Length == 0 ? builder.Services.AddOpenCodeClient(Configuration((key, value))) : builder.Services.AddOpenCodeClient(name, Configuration((key, value)));
            using var host = builder.Build();
            var refusal = (await Failure.OfAsync<OptionsValidationException>(() => host.StartAsync())).Message.ReplaceLineEndings("\n");
            Assert.That(refusal, Does.Contain(named).And.StartsWith(name.Length == 0 ? "OpenCodeClientOptions: " : "OpenCodeClientOptions 'named': ").And.Not.Contain("hunter2"));
        }
    }

    [Test]
    public async Task The_logs_of_the_factory_show_no_secret()
    {
        await using var server = Server("one");
        var logs = new FakeLogCollector();
        var services = new ServiceCollection();
        services.AddLogging(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        services.AddOpenCodeClient(o =>
        {
            o.BaseUrl = new Uri("http://one.test");
            o.BearerToken = "hunter2-token";
            o.Headers = new Dictionary<string, string> { ["X-Key"] = "hunter2-key" };
        }).ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<OpenCodeClient>().Global.HealthAsync();
        var text = string.Join('\n', logs.GetSnapshot().Select(r => $"{r.Message} {string.Join(' ', r.StructuredState ?? [])}"));
        Assert.That(text, Does.Contain("GET /global/health returned 200").And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task Nothing_of_the_factory_limits_the_time_of_a_call_or_follows_redirects()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeClient();
        await using var provider = services.BuildServiceProvider();
        using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("OpenCode");
        Assert.That(http.Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(PrimaryHandler(provider) is SocketsHttpHandler { AllowAutoRedirect: false } or HttpClientHandler { AllowAutoRedirect: false });
    }

    [Test]
    public async Task A_resilience_handler_of_the_whole_application_sends_no_prompt_twice()
    {
        await using var server = new FakeOpenCode().When(HttpMethod.Post, "/session/{id}/message", FakeResponse.Empty(HttpStatusCode.ServiceUnavailable));
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());
        services.AddOpenCodeClient(o => o.BaseUrl = new Uri("http://one.test")).ConfigurePrimaryHttpMessageHandler(() => server.Handler);
        await using var provider = services.BuildServiceProvider();
        await Failure.OfAsync<OpenCodeApiException>(() => provider.GetRequiredService<OpenCodeClient>().Session.PromptAsync("ses_1", new() { Parts = [] }));
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_client_without_an_address_reaches_this_machine_without_a_proxy()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeClient();
        using var provider = services.BuildServiceProvider();
        Assert.That(PrimaryHandler(provider) is SocketsHttpHandler { UseProxy: false } or HttpClientHandler { UseProxy: false });
        Assert.That(provider.GetRequiredService<OpenCodeClient>().BaseUrl, Is.EqualTo(OpenCodeClientOptions.DefaultBaseUrl));
    }

    [Test]
    public void Missing_arguments_are_refused()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddOpenCodeClient());
        Assert.Throws<ArgumentNullException>(() => services.AddOpenCodeClient((IConfiguration)null!));
        Assert.Throws<ArgumentException>(() => services.AddOpenCodeClient(""));
        Assert.Throws<ArgumentNullException>(() => services.AddOpenCodeClient("name", (IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => ((IServiceCollection)null!).AddOpenCodeServer());
        Assert.Throws<ArgumentException>(() => services.AddOpenCodeServer(""));
        Assert.Throws<ArgumentNullException>(() => services.AddOpenCodeServer((IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddOpenCodeServer("name", (IConfiguration)null!));
        Assert.Throws<ArgumentNullException>(() => ((IHealthChecksBuilder)null!).AddOpenCode());
    }

    internal static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();

    internal static FakeOpenCode Server(string version) => new(new() { Version = version });

    private static HttpMessageHandler PrimaryHandler(IServiceProvider provider)
    {
        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler("OpenCode");
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler;
    }

    private sealed class MarkingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Headers.Add("x-marked", "yes");
            return response;
        }
    }
}
