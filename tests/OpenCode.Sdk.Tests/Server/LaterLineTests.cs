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

    [TestCase("opencode-ai")]
    [TestCase("opencode")]
    [TestCase("@opencode/cli")]
    [TestCase("opencode-linux-x64")]
    [TestCase("opencode-linux-x64-baseline")]
    [TestCase("opencode-linux-x64-baseline-musl")]
    [TestCase("opencode-linux-arm64-musl")]
    [TestCase("opencode-darwin-arm64")]
    [TestCase("opencode-windows-x64-baseline")]
    public async Task One_from_a_package_is_not_even_started(string package, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var trace = Path.Combine(fake.Folder, "trace");
        var executable = fake.Add("node_modules/opencode/bin/opencode", $"#!/bin/sh\necho $1 >> {trace}; exec sleep 1000\n");
        fake.Add("node_modules/opencode/package.json", $$"""{"name":"{{package}}","version":"2.0.13"}""");
        Directory.CreateDirectory(Path.Combine(fake.Folder, "bin"));
        var link = File.CreateSymbolicLink(Path.Combine(fake.Folder, "bin", "opencode"), executable).FullName;
        foreach (var path in new[] { executable, link })
        {
            var failure = await FailAsync(path, cancellationToken);
            Assert.That(failure.Message, Is.EqualTo($"{path} can't be used. {Words}"));
        }

        Assert.That(File.Exists(trace), Is.False);
    }

    /// <summary>The version of a repository is not the version of a program in it.</summary>
    [TestCase("acme-opencode-tools")]
    [TestCase("opencode")]
    [TestCase("opencode-ai-tools")]
    [TestCase("opencode-linux-x64-tools")]
    [TestCase("@acme/opencode-ai")]
    [TestCase("opencode-ai\\n")]
    public async Task A_program_in_any_other_package_is_asked_for_its_own_version(string package, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        fake.Add("package.json", $$"""{"name":"{{package}}","version":"3.2.0"}""");
        var path = AddAsked(fake, "bin/opencode", "1.18.33");
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Options(path), cancellationToken));
        Assert.That((failure.Failure, failure.ExitCode), Is.EqualTo((OpenCodeServerFailure.EndedEarly, 4)));
    }

    /// <summary>Links, as package managers use them, to one version after another.</summary>
    [TestCase("file")]
    [TestCase("chain")]
    [TestCase("folder")]
    [TestCase("relative")]
    public async Task One_that_a_link_leads_to_later_is_found_out(string kind, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 0");
        var (older, newer) = (AddAsked(fake, "1.18.33/opencode", "1.18.33"), AddAsked(fake, "2.0.13/opencode", "2.0.13"));
        var time = File.GetLastWriteTimeUtc(older);
        File.SetLastWriteTimeUtc(newer, time);

        var link = Link(older);
        var identity = ExecutableVersion.Identify(link);
        Assert.That(ExecutableVersion.Identify(link), Is.EqualTo(identity));
        var ended = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.StartAsync(Options(link), cancellationToken));
        Assert.That(ended.Failure, Is.EqualTo(OpenCodeServerFailure.EndedEarly));

        Assert.That(Link(newer), Is.EqualTo(link));
        Assert.That(ExecutableVersion.Identify(link), Is.Not.EqualTo(identity));
        Assert.That((await FailAsync(link, cancellationToken)).Message, Does.Contain(Words));

        // The target itself is replaced.
        identity = ExecutableVersion.Identify(link);
        File.AppendAllText(newer, "# newer\n");
        Assert.That(ExecutableVersion.Identify(link), Is.Not.EqualTo(identity));
        File.Delete(newer);
        Assert.DoesNotThrow(() => ExecutableVersion.Identify(link));

        string Link(string target)
        {
            var path = Path.Combine(fake.Folder, "link");
            var middle = Path.Combine(fake.Folder, "middle");
            File.Delete(path);
            switch (kind)
            {
                case "chain":
                    File.Delete(middle);
                    File.CreateSymbolicLink(middle, target);
                    return File.CreateSymbolicLink(path, middle).FullName;
                case "folder":
                    Directory.CreateSymbolicLink(path, Path.GetDirectoryName(target)!);
                    return Path.Combine(path, "opencode");
                case "relative":
                    return File.CreateSymbolicLink(path, Path.GetRelativePath(fake.Folder, target)).FullName;
                default:
                    return File.CreateSymbolicLink(path, target).FullName;
            }
        }
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

    /// <summary>Adds a program that tells its version, and ends as a server only when it was asked for it.</summary>
    private static string AddAsked(FakeExecutable fake, string name, string version)
    {
        var trace = $"{Path.Combine(fake.Folder, name)}.trace";
        return fake.Add(name, $"#!/bin/sh\nif [ \"$1\" = --version ]; then echo {version}; echo asked >> {trace}; exit; fi\nwhile [ ! -s {trace} ]; do :; done; exit 4\n");
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
