using OpenCode.Http;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Where calls work.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ScopeTests
{
    private readonly List<HttpRequestMessage> _sent = [];

    [TestCase("/a b", "%2Fa%20b")]
    [TestCase("/é", "%2F%C3%A9")]
    [TestCase("/a#b", "%2Fa%23b")]
    [TestCase("/100%", "%2F100%25")]
    [TestCase("/a&b=c+d", "%2Fa%26b%3Dc%2Bd")]
    [TestCase(@"C:\Users\me\x", "C%3A%5CUsers%5Cme%5Cx")]
    public async Task A_directory_is_escaped_in_classic_and_v2_operations(string directory, string escaped)
    {
        using var client = Client();
        await client.In(directory, "wrk_1").Fields.Path.GetAsync();
        await client.In(directory, "wrk_1").Fields.V2.Location.GetAsync();
        Assert.That(_sent[0].RequestUri!.AbsoluteUri, Is.EqualTo($"http://server.test/path?directory={escaped}&workspace=wrk_1"));
        Assert.That(_sent[1].RequestUri!.AbsoluteUri, Is.EqualTo($"http://server.test/api/location?location%5Bdirectory%5D={escaped}&location%5Bworkspace%5D=wrk_1"));
    }

    [TestCase("/a/b/", "/a/b")]
    [TestCase("/a//b", "/a/b")]
    [TestCase("//a/b", "/a/b")]
    [TestCase("/a/./b/.", "/a/b")]
    [TestCase("/a/x/../b", "/a/b")]
    [TestCase("/../a/b", "/a/b")]
    [TestCase("/", "/")]
    [TestCase("/..", "/")]
    [TestCase("/a\\b", "/a\\b")]
    [TestCase("/~/x", "/~/x")]
    [TestCase("/ a ", "/ a ")]
    [TestCase("c:\\x\\", "C:\\x")]
    [TestCase("C:/x//y", "C:\\x\\y")]
    [TestCase("C:\\..\\x", "C:\\x")]
    [TestCase("C:\\", "C:\\")]
    [TestCase(@"\\server\share", @"\\server\share")]
    [TestCase(@"\\server\share\", @"\\server\share")]
    [TestCase(@"\\server\share\..\x\.\y", @"\\server\share\x\y")]
    public async Task All_spellings_of_a_directory_are_one(string directory, string expected)
    {
        using var client = Client(TestClient.Options with { Directory = directory });
        await client.Fields.Path.GetAsync();
        await client.In(directory).Fields.Path.GetAsync();
        await client.With(new() { Directory = directory }).Fields.Path.GetAsync();
        await client.SendAsync(client.Path.ToGetRequestInformation());
        await client.In(expected).Fields.Path.GetAsync();
        Assert.That(_sent.Select(r => Uri.UnescapeDataString(r.RequestUri!.Query)), Is.All.EqualTo("?directory=" + expected));
        using var plain = Client();
        Assert.That(() => plain.In(directory).CreateEventHub().RequireServes(new ServerGroups(plain.In(expected).Session)), Throws.Nothing);
        Assert.That(new OpenCodeRequestOptions { Directory = directory }, Is.EqualTo(new OpenCodeRequestOptions { Directory = expected }));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("~")]
    [TestCase("~/x")]
    [TestCase("~me/x")]
    [TestCase("x")]
    [TestCase("./x")]
    [TestCase("../x")]
    [TestCase(" /x")]
    [TestCase("C:")]
    [TestCase("C:x")]
    [TestCase("1:\\x")]
    [TestCase("\\x")]
    [TestCase(@"\\server")]
    [TestCase(@"\\\share")]
    [TestCase(@"\\.\pipe")]
    [TestCase("file:///x")]
    [TestCase("$HOME/x")]
    [TestCase("%USERPROFILE%")]
    public void A_directory_that_only_this_machine_could_resolve_is_refused(string directory)
    {
        using var client = Client();
        TestDelegate[] ways =
        [
            () => client.In(directory),
            () => client.With(new() { Directory = directory }),
            () => _ = new OpenCodeClient(TestClient.Options with { Directory = directory }),
            () => client.CreateGlobalEventHub().SubscribeAsync(new() { Directory = directory }),
        ];
        foreach (var way in ways)
        {
            Assert.That(Assert.Throws<ArgumentException>(way)!.Message, Does.StartWith($"Directory \"{directory}\" is not an absolute path on the server's machine").And.Contain("C:\\project"));
        }

        Assert.That(_sent, Is.Empty);
    }

    [TestCase('\ud83d')]
    [TestCase('\ude00')]
    public void Half_a_character_in_a_directory_is_refused(char half)
    {
        var directory = "/a" + half;
        using var client = Client();
        Assert.That(Assert.Throws<ArgumentException>(() => client.In(directory))!.Message, Does.StartWith($"directory contains a lone surrogate (U+{(int)half:X4} at index 2)"));
        Assert.Throws<ArgumentException>(() => client.In("/a", directory));
        Assert.Throws<ArgumentException>(() => client.With(new() { Directory = directory }));
    }

    [Test]
    public async Task Views_do_not_change_each_other()
    {
        using var client = Client(TestClient.Options with { Directory = "/one", Workspace = "wrk_1" });
        var two = client.In("/two");
        await two.Fields.Path.GetAsync();
        await client.Fields.Path.GetAsync();
        await two.In("/three", "wrk_3").With(new() { Timeout = TimeSpan.FromMinutes(1) }).Fields.Path.GetAsync();
        await client.With(new() { Directory = "/four" }).Fields.Path.GetAsync();
        Assert.That(_sent.Select(r => Uri.UnescapeDataString(r.RequestUri!.Query)), Is.EqualTo(
        [
            "?directory=/two",
            "?directory=/one&workspace=wrk_1",
            "?directory=/three&workspace=wrk_3",
            "?directory=/four&workspace=wrk_1",
        ]));
    }

    [Test]
    public async Task A_request_works_where_it_was_made_to_or_else_where_it_is_sent()
    {
        using var client = Client();
        var there = client.In("/there");
        await there.SendAsync(client.Path.ToGetRequestInformation());
        await there.SendAsync(client.In("/here").Path.ToGetRequestInformation());
        await client.SendAsync(there.Path.ToGetRequestInformation());
        Assert.That(_sent.Select(r => Uri.UnescapeDataString(r.RequestUri!.Query)), Is.EqualTo(["?directory=/there", "?directory=/here", "?directory=/there"]));
    }

    [Test]
    public async Task An_operation_that_belongs_nowhere_is_left_alone()
    {
        using var client = Client();
        await client.In("/d", "wrk_1").Fields.Global.HealthAsync();
        Assert.That(_sent[0].RequestUri!.Query, Is.Empty);
    }

    [Test]
    public async Task A_v2_session_is_created_where_the_view_is_unless_the_body_says_otherwise()
    {
        var bodies = new List<string>();
        using var client = TestClient.CreateAwaiting(async request =>
        {
            bodies.Add(await request.Content!.ReadAsStringAsync());
            return TestClient.Json("{}");
        });
        await client.In("/d", "wrk_1").Fields.V2.Session.CreateAsync(new());
        await client.In("/d").Fields.V2.Session.CreateAsync(new() { Location = new() { Directory = "/own" } });
        await client.Fields.V2.Session.CreateAsync(new());
        Assert.That(bodies, Is.EqualTo(
        [
            """{"location":{"directory":"/d","workspaceID":"wrk_1"}}""",
            """{"location":{"directory":"/own"}}""",
            "{}",
        ]));
    }

    [SetUp]
    public void Forget() => _sent.Clear();

    private OpenCodeClient Client(OpenCodeClientOptions? options = null) => TestClient.Create(
        request =>
        {
            _sent.Add(request);
            return TestClient.Json("{}");
        },
        options);
}
