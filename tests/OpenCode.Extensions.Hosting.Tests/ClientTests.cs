using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenCode.Testing;
using RichardSzalay.MockHttp;

namespace OpenCode.Extensions.Hosting.Tests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientTests
{
    [Test]
    public async Task A_client_sends_through_the_factorys_connections_and_the_callers_handlers()
    {
        using var http = Server("one");
        var services = new ServiceCollection();
        services.AddOpenCodeClient(o => o.BaseUrl = new Uri("http://one.test"))
            .AddHttpMessageHandler(() => new MarkingHandler())
            .ConfigurePrimaryHttpMessageHandler(() => http);
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
        using var one = Server("one");
        using var two = Server("two");
        var services = new ServiceCollection();
        services.AddOpenCodeClient("one", o => o.BaseUrl = new Uri("http://one.test")).ConfigurePrimaryHttpMessageHandler(() => one);
        services.AddOpenCodeClient("two", o => o.BaseUrl = new Uri("http://two.test")).ConfigurePrimaryHttpMessageHandler(() => two);
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
            ("Password", "secret"),
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
            Assert.That((options.Username, options.Password), Is.EqualTo(("opencode", "secret")));
            Assert.That(options.Directory, Is.EqualTo("/d"));
            Assert.That(options.Timeout, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That(options.MaxRetries, Is.EqualTo(5));
            Assert.That(options.MaxResponseBytes, Is.EqualTo(1024));
            Assert.That(options.ThrowOnError, Is.True);
        });
    }

    [TestCase("BaseUrl", "ftp://x", "BaseUrl")]
    [TestCase("MaxRetries", "-1", "MaxRetries")]
    [TestCase("Timeout", "-00:00:01", "Timeout")]
    [TestCase("MaxResponseBytes", "0", "MaxResponseBytes")]
    public async Task Options_that_can_not_work_stop_the_host_from_starting(string key, string value, string named)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddOpenCodeClient(Configuration((key, value)));
        using var host = builder.Build();
        Assert.That((await Failure.OfAsync<OptionsValidationException>(() => host.StartAsync())).Message, Does.Contain(named));
    }

    [Test]
    public async Task Nothing_of_the_factory_limits_the_time_of_a_call_or_follows_redirects()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeClient();
        await using var provider = services.BuildServiceProvider();
        using var http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("OpenCode");
        Assert.That(http.Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(PrimaryHandler(provider), Has.Property(nameof(SocketsHttpHandler.AllowAutoRedirect)).False);
    }

    [Test]
    public async Task A_resilience_handler_of_the_whole_application_sends_no_prompt_twice()
    {
        var sent = 0;
        using var http = new MockHttpMessageHandler();
        http.Fallback.Respond(_ =>
        {
            sent++;
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        });
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());
        services.AddOpenCodeClient(o => o.BaseUrl = new Uri("http://one.test")).ConfigurePrimaryHttpMessageHandler(() => http);
        await using var provider = services.BuildServiceProvider();
        await Failure.OfAsync<OpenCodeApiException>(() => provider.GetRequiredService<OpenCodeClient>().Session.PromptAsync("ses_1", new() { Parts = [] }));
        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public void A_client_without_an_address_reaches_this_machine_without_a_proxy()
    {
        var services = new ServiceCollection();
        services.AddOpenCodeClient();
        using var provider = services.BuildServiceProvider();
        Assert.That(PrimaryHandler(provider), Has.Property(nameof(SocketsHttpHandler.UseProxy)).False);
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

    internal static MockHttpMessageHandler Server(string version)
    {
        var handler = new MockHttpMessageHandler();
        handler.When("*/global/health").Respond(HttpStatusCode.OK, "application/json", $$"""{"healthy":true,"version":"{{version}}"}""");
        return handler;
    }

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
