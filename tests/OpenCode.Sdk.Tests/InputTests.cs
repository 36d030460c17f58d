using Microsoft.Kiota.Abstractions;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Bad input is refused with the standard exceptions, before anything is sent.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class InputTests
{
    private static readonly TestCaseData[] s_badCalls =
    [
        Call<ArgumentNullException>("a null identifier", c => c.Session.GetAsync(null!)),
        Call<ArgumentException>("an empty identifier", c => c.Session.GetAsync("")),
        Call<ArgumentException>("a blank identifier", c => c.Session.GetAsync(" ")),
        Call<ArgumentException>("an identifier with a slash", c => c.Session.GetAsync("ses_1/message")),
        Call<ArgumentException>("an identifier with a backslash", c => c.Session.GetAsync("ses_1\\message")),
        Call<ArgumentException>("an identifier that every URL resolves", c => c.Session.DeleteAsync("..")),
        Call<ArgumentException>("a name that every URL resolves", c => c.Mcp.ConnectAsync(".")),
        Call<ArgumentNullException>("a null body", c => c.Session.PromptAsync("ses_1", null!)),
        Call<ArgumentNullException>("a null query parameter", c => c.Find.TextAsync(null!)),
        Call<ArgumentException>("a path that leaves the project", c => c.V2.Fs.ReadAsync("../../session")),
        Call<ArgumentException>("an absolute path", c => c.V2.Fs.ReadAsync("/etc/passwd")),
        Call<InvalidOperationException>("a value of an enumeration that is none", c => c.Permission.ReplyAsync("per_1", new() { Reply = default })),
        Call<ArgumentNullException>("a null request", c => c.SendAsync(null!)),
        Call<ArgumentException>("a request without an address", c => c.SendAsync(new RequestInformation())),
        Call<ArgumentException>("a request to no HTTP address", c => c.SendAsync(new RequestInformation { URI = new Uri("ftp://server.test/") })),
        Call<ArgumentException>("a request to a relative address", c => c.SendAsync(new RequestInformation(Method.GET, "/path", new Dictionary<string, object>()))),
        Call<ArgumentException>("a header with a line break", c => c.SendAsync(Headed(c.Path.ToGetRequestInformation(), "a\r\nEvil: 1"))),
        Call<ArgumentException>("an empty directory", c => c.In("").Path.GetAsync()),
        Call<ArgumentNullException>("a null directory", c => c.In(null!).Path.GetAsync()),
        Call<ArgumentException>("an empty workspace", c => c.In("/d", "").Path.GetAsync()),
        Call<ArgumentNullException>("null options", c => c.With(null!).Path.GetAsync()),
        Call<ArgumentOutOfRangeException>("a negative time limit", c => c.With(new() { Timeout = TimeSpan.FromSeconds(-1) }).Path.GetAsync()),
        Call<ArgumentOutOfRangeException>("no time at all", c => c.With(new() { Timeout = TimeSpan.Zero }).Path.GetAsync()),
        Call<ArgumentOutOfRangeException>("a negative number of retries", c => c.With(new() { MaxRetries = -1 }).Path.GetAsync()),
        Call<ArgumentOutOfRangeException>("endless retries", c => c.With(new() { MaxRetries = 11 }).Path.GetAsync()),
        Call<ArgumentException>("an empty directory in options", c => c.With(new() { Directory = "" }).Path.GetAsync()),
    ];

    private static readonly TestCaseData[] s_badOptions =
    [
        Options<ArgumentException>("a file", new() { BaseUrl = new Uri("file:///x") }),
        Options<ArgumentException>("a relative address", new() { BaseUrl = new Uri("x", UriKind.Relative) }),
        Options<ArgumentException>("a query", new() { BaseUrl = new Uri("http://host/?a=b") }),
        Options<ArgumentException>("a fragment", new() { BaseUrl = new Uri("http://host/#a") }),
        Options<ArgumentException>("a password in the address", new() { BaseUrl = new Uri("http://user:hunter2@host/") }),
        Options<ArgumentException>("a colon in the user name", new() { Username = "a:b" }),
        Options<ArgumentNullException>("no user name", new() { Username = null! }),
        Options<ArgumentNullException>("no clock", new() { TimeProvider = null! }),
        Options<ArgumentOutOfRangeException>("no room for an answer", new() { MaxResponseBytes = 0 }),
        Options<ArgumentOutOfRangeException>("more than memory can hold", new() { MaxResponseBytes = long.MaxValue }),
        Options<ArgumentOutOfRangeException>("no time to connect", new() { ConnectTimeout = TimeSpan.Zero }),
        Options<ArgumentOutOfRangeException>("no time to answer", new() { Timeout = TimeSpan.Zero }),
        Options<ArgumentOutOfRangeException>("more time than a timer can measure", new() { Timeout = TimeSpan.MaxValue }),
        Options<ArgumentOutOfRangeException>("more time to connect than a timer can measure", new() { ConnectTimeout = TimeSpan.MaxValue }),
        Options<ArgumentOutOfRangeException>("a negative number of retries", new() { MaxRetries = -1 }),
        Options<ArgumentException>("an empty directory", new() { Directory = "" }),
        Options<ArgumentException>("an empty workspace", new() { Workspace = "" }),
    ];

    [TestCaseSource(nameof(s_badCalls))]
    public void A_call_is_refused_before_anything_is_sent(Type exception, Func<OpenCodeClient, Task> call)
    {
        var sent = 0;
        using var client = TestClient.Create(_ =>
        {
            sent++;
            return TestClient.Json("{}");
        });
        Assert.That(() => call(client), Throws.TypeOf(exception));
        Assert.That(() => call(client.With(new() { ThrowOnError = false })), Throws.TypeOf(exception));
        Assert.That(sent, Is.Zero);
    }

    [TestCaseSource(nameof(s_badOptions))]
    public void Options_are_refused(Type exception, OpenCodeClientOptions options)
    {
        var refusal = Assert.Throws(Is.TypeOf(exception), () => new OpenCodeClient(options))!;
        Assert.That(refusal.Message, Does.Not.Contain("hunter2"));
    }

    [Test]
    public void A_client_needs_what_it_is_made_of()
    {
        Assert.Throws<ArgumentNullException>(() => new OpenCodeClient((Uri)null!));
        Assert.Throws<ArgumentNullException>(() => new OpenCodeClient((OpenCodeClientOptions)null!));
        Assert.Throws<ArgumentNullException>(() => new OpenCodeClient((HttpClient)null!));
        Assert.Throws<ArgumentNullException>(() => new OpenCodeClient((HttpMessageHandler)null!));
    }

    [Test]
    public void A_disposed_client_sends_nothing_in_any_of_its_views()
    {
        var sent = 0;
        var client = TestClient.Create(_ =>
        {
            sent++;
            return TestClient.Json("{}");
        });
        var view = client.In("/d");
        view.Dispose();
        Assert.That(() => client.Path.GetAsync(), Throws.InstanceOf<OpenCodeProtocolException>(), "disposing a view closes nothing");
        client.Dispose();
        client.Dispose();
        Assert.That(() => client.Path.GetAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => client.Fields.Path.GetAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => client.SendAsync(client.Path.ToGetRequestInformation()), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(async () => await client.Event.SubscribeAsync().GetAsyncEnumerator().MoveNextAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => view.Path.GetAsync(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(sent, Is.EqualTo(1));
    }

    [Test]
    public async Task Disposing_a_client_ends_what_is_on_its_way()
    {
        using var handler = new StuckHandler();
        var stuck = new OpenCodeClient(handler, TestClient.Options with { MaxRetries = 5 });
        var calls = new[] { stuck.Path.GetAsync(), stuck.In("/d").Path.GetAsync() };
        var inFieldsStyle = stuck.Fields.Path.GetAsync();
        stuck.Dispose();
        await Failure.OfAsync<ObjectDisposedException>(() => calls[0]);
        await Failure.OfAsync<ObjectDisposedException>(() => calls[1]);
        await Failure.OfAsync<ObjectDisposedException>(() => inFieldsStyle);

        var content = new StreamContent(new StuckStream("data: {\"id\":\"1\",\"type\":\"x\"}\n\n")) { Headers = { ContentType = new("text/event-stream") } };
        var client = TestClient.Create(_ => new HttpResponseMessage { Content = content });
        await using var events = client.Event.SubscribeAsync().GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync(), Is.True);
        var next = events.MoveNextAsync();
        client.Dispose();
        await Failure.OfAsync<ObjectDisposedException>(() => next.AsTask());
    }

    [Test]
    public async Task Options_can_be_written_in_the_call()
    {
        using var client = new OpenCodeClient(new() { BaseUrl = new Uri("http://short.test"), Timeout = Timeout.InfiniteTimeSpan, ConnectTimeout = Timeout.InfiniteTimeSpan });
        Assert.That(client.BaseUrl.Host, Is.EqualTo("short.test"));
        using var limited = TestClient.Create(_ => TestClient.Json("true"), TestClient.Options with { Timeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1) });
        Assert.That(await limited.With(new() { Timeout = Timeout.InfiniteTimeSpan }).Session.DeleteAsync("ses_1"), Is.True);
    }

    [Test]
    public void Changing_options_afterwards_changes_no_client()
    {
        var options = TestClient.Options;
        using var client = new OpenCodeClient(options);
        options.BaseUrl = new Uri("http://elsewhere.test/");
        Assert.That(client.BaseUrl, Is.EqualTo(TestClient.Options.BaseUrl));
    }

    [Test]
    public void The_address_of_an_HttpClient_counts_where_the_options_have_none()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://elsewhere.test:1/") };
        Assert.That(new OpenCodeClient(http).BaseUrl, Is.EqualTo(http.BaseAddress));
        Assert.That(new OpenCodeClient(http, TestClient.Options).BaseUrl, Is.EqualTo(TestClient.Options.BaseUrl));
        Assert.That(new OpenCodeClient().BaseUrl, Is.EqualTo(OpenCodeClientOptions.DefaultBaseUrl));
    }

    private static RequestInformation Headed(RequestInformation request, string value)
    {
        request.Headers.Add("X-Test", value);
        return request;
    }

    private static TestCaseData Call<TException>(string name, Func<OpenCodeClient, Task> call) => new TestCaseData(typeof(TException), call).SetArgDisplayNames(name);

    private static TestCaseData Options<TException>(string name, OpenCodeClientOptions options) => new TestCaseData(typeof(TException), options).SetArgDisplayNames(name);
}
