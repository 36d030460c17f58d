using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Servers of 2.x, which have another API: found out before they are started and where they run.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Include = "Linux")]
public sealed class LaterLineTests
{
    private const string Words = "The server is opencode 2.0.13, but this SDK supports opencode 1.x. Install a supported version with: npm install -g opencode-ai@1";

    private readonly ProcessMark _mark = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("opencode-data-");

    [TearDown]
    public void NothingIsLeft()
    {
        Assert.That(_mark.Processes(), Is.Empty);
        _data.Delete(recursive: true);
    }

    [TestCase("""{"name":"opencode","version":"2.0.13"}""")]
    [TestCase("""{"name":"@opencode/cli","version":"2.0.13"}""")]
    public async Task One_from_a_package_is_not_even_started(string package, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var trace = Path.Combine(fake.Folder, "trace");
        var executable = fake.Add("node_modules/opencode/bin/opencode", $"#!/bin/sh\necho $1 >> {trace}; exec sleep 1000\n");
        fake.Add("node_modules/opencode/package.json", package);
        Directory.CreateDirectory(Path.Combine(fake.Folder, "bin"));
        var link = File.CreateSymbolicLink(Path.Combine(fake.Folder, "bin", "opencode"), executable).FullName;
        foreach (var path in new[] { executable, link })
        {
            var failure = await FailAsync(path, cancellationToken);
            Assert.That(failure.Message, Is.EqualTo($"{path} can't be used. {Words}"));
        }

        Assert.That(File.Exists(trace), Is.False);
    }

    [TestCase("exec sleep 1000")]
    [TestCase("echo unknown option >&2; exit 1")]
    [TestCase("echo opencode server listening on http://127.0.0.1:${3#--port=}; exec sleep 1000")]
    public async Task Any_other_is_asked_for_its_version(string serve, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable($"if [ \"$1\" = --version ]; then echo opencode 2.0.13; exit; fi\n{serve}");
        Assert.That((await FailAsync(fake.Path, cancellationToken)).Message, Does.Contain(Words));
    }

    [Test]
    public async Task A_version_is_asked_for_once_and_a_failure_of_this_line_stays_what_it_is(CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var trace = Path.Combine(fake.Folder, "trace");
        var path = fake.Add("opencode", $"#!/bin/sh\necho $1 >> {trace}\nif [ \"$1\" = --version ]; then echo 1.18.33; exit; fi\nwhile [ $(grep -c version {trace}) = 0 ]; do :; done; exit 4\n");
        for (var i = 0; i < 3; i++)
        {
            var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Options(path), cancellationToken));
            Assert.That((failure.Failure, failure.ExitCode), Is.EqualTo((OpenCodeServerFailure.EndedEarly, 4)));
        }

        Assert.That(File.ReadAllLines(trace).Order(), Is.EqualTo(["--version", "serve", "serve", "serve"]));
    }

    [Test]
    public async Task Every_call_to_one_that_runs_says_so(CancellationToken cancellationToken)
    {
        await using var server = PageServer.Later("2.0.13");
        using var client = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = server.Url, MaxRetries = 0 });
        Func<Task>[] calls =
        [
            () => client.GetServerInfoAsync(cancellationToken),
            () => client.Session.ListAsync(cancellationToken: cancellationToken),
            () => client.Session.CreateAsync(new(), cancellationToken),
            () => client.Session.DeleteAsync("ses_1", cancellationToken),
            () => client.Session.RunAsync("ses_1", "Hello", cancellationToken: cancellationToken),
            async () => await client.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken).MoveNextAsync(),
        ];
        foreach (var call in calls)
        {
            var failure = await Failure.OfAsync<OpenCodeUnsupportedOperationException>(call);
            Assert.That(failure.Message, Does.StartWith(Words));
            Assert.That(failure.ServerVersion, Is.EqualTo("2.0.13"));
        }
    }

    /// <summary>It has routes with the same names, but their requests and responses are others.</summary>
    [TestCase("200 OK", """{"sessions":[]}""")]
    [TestCase("200 OK", "[1,2]")]
    [TestCase("400 Bad Request", """{"error":"Invalid request"}""")]
    [TestCase("400 Bad Request", """{"_tag":"InvalidRequestError","message":"no"}""")]
    [TestCase("401 Unauthorized", "")]
    [TestCase("404 Not Found", """{"message":"Not found"}""")]
    [TestCase("404 Not Found", """{"_tag":"SessionNotFoundError","sessionID":"ses_1","message":"no"}""")]
    [TestCase("405 Method Not Allowed", "")]
    public async Task Every_call_of_a_route_that_it_has_too_says_so(string status, string body, CancellationToken cancellationToken)
    {
        await using var server = new PageServer((_, path, _) => path == "/api/health"
            ? ("200 OK", "application/json", """{"healthy":true,"version":"2.0.13"}""")
            : (status, "application/json", body));
        using var client = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = server.Url, MaxRetries = 0 });
        Func<Task>[] calls =
        [
            () => client.V2.Session.ListAsync(cancellationToken: cancellationToken),
            () => client.V2.Session.GetAsync("ses_1", cancellationToken),
            () => client.V2.Session.PromptAsync("ses_1", new() { Prompt = new() { Text = "Hello" } }, cancellationToken),
            () => client.V2.Model.ListAsync(cancellationToken),
        ];
        foreach (var call in calls)
        {
            Assert.That((await Failure.OfAsync<OpenCodeUnsupportedOperationException>(call)).Message, Does.StartWith(Words));
        }
    }

    [Test]
    public async Task One_that_has_the_old_route_for_its_health_is_recognized(CancellationToken cancellationToken)
    {
        await using var server = new PageServer((_, _, _) => ("200 OK", "application/json", """{"healthy":true,"version":"2.0.13"}"""));
        using var client = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = server.Url, MaxRetries = 0 });
        Assert.That((await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => client.GetServerInfoAsync(cancellationToken))).Message, Does.StartWith(Words));
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(new() { Port = server.Url.Port, Password = "" }, cancellationToken));
        Assert.That(failure.Message, Does.Contain(Words));
    }

    [Test]
    public async Task One_that_runs_is_not_taken_for_ours(CancellationToken cancellationToken)
    {
        await using var server = PageServer.Later("2.0.13");
        foreach (var password in new[] { "secret", "" })
        {
            var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(new() { Port = server.Url.Port, Password = password }, cancellationToken));
            Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.PortInUse));
            Assert.That(failure.Message, Does.Contain(Words));
        }
    }

    private async Task<OpenCodeServerException> FailAsync(string path, CancellationToken cancellationToken)
    {
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Options(path), cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.UnsupportedVersion));
        return failure;
    }

    private OpenCodeServerOptions Options(string path) => new()
    {
        ExecutablePath = path,
        Port = 0,
        DataDirectory = _data.FullName,
        Environment = new Dictionary<string, string?> { [_mark.Variable] = _mark.Value },
    };
}
