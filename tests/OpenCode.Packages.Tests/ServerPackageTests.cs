using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>How the server package gets a server and where it puts it, with a program that passes for one.</summary>
[CancelAfter(Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServerPackageTests : IDisposable
{
    /// <summary>Some tests build twice.</summary>
    private const int Milliseconds = 2 * TestTimeout.Milliseconds;
    private const string Version = "1.2.3";

    private readonly FakeExecutable _fake = new($"echo {Guid.NewGuid()}");
    private NpmRegistry _registry = null!;

    [SetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        _registry = await NpmRegistry.StartAsync(Version, _fake.Path, limit.Token);
    }

    [TearDown]
    public async Task StopAsync() => await _registry.DisposeAsync();

    public void Dispose() => _fake.Dispose();

    [Test]
    public void It_holds_targets_and_the_version_of_the_server_and_no_assembly()
    {
        using var archive = Feed.Open("Server");
        Assert.That(archive.Entries.Select(e => e.FullName).Where(n => n.Contains('/') && !n.StartsWith("package/", StringComparison.Ordinal) && !n.StartsWith("_rels/", StringComparison.Ordinal)), Is.EquivalentTo(new[]
        {
            $"buildTransitive/{Feed.IdPrefix}Server.targets", "buildTransitive/Download.proj", "buildTransitive/opencode.lock.json",
        }));
        Assert.That(Feed.ReadText("Server", "buildTransitive/opencode.lock.json"), Is.EqualTo(File.ReadAllText(Repository.File("openapi/opencode.lock.json"))));
        var nuspec = Feed.ReadText("Server", $"{Feed.IdPrefix}Server.nuspec");
        Assert.That(nuspec, Does.Not.Contain("<dependency ").And.Contains("1.x"));
        Assert.That(Feed.ReadText("Server", "README.md"), Does.Contain($"dotnet add package {Feed.IdPrefix}Server"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_build_gets_it_once_and_the_next_one_does_nothing(bool npm, CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Bare", _registry.Url, null) { HasNpm = npm };
        Assert.That(await app.BuildAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}"), Does.Contain($"Getting the opencode server {Version}"));
        Assert.That(await File.ReadAllBytesAsync(app.Server, cancellationToken), Is.EqualTo(await File.ReadAllBytesAsync(_fake.Path, cancellationToken)));
        Assert.That(File.GetUnixFileMode(app.Server) & UnixFileMode.OtherExecute, Is.Not.Zero);
        Assert.That(app.Files().Single(), Does.Match($"^{Version}/opencode-linux-(x64|arm64)(-musl)?/opencode$"));
        Assert.That(_registry.Downloads, Is.EqualTo(1));

        var written = File.GetLastWriteTimeUtc(app.Server);
        Assert.That(await app.BuildAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}"), Does.Not.Contain("Getting the opencode server"));
        Assert.That(_registry.Downloads, Is.EqualTo(1));
        Assert.That(File.GetLastWriteTimeUtc(app.Server), Is.EqualTo(written));
    }

    [Test]
    public async Task Builds_at_the_same_time_share_a_cache(CancellationToken cancellationToken)
    {
        var cache = Path.Combine(Feed.Folder, $"cache-{Guid.NewGuid():N}");
        var apps = Enumerable.Range(0, 3).Select(_ => new ServerApp("Apps/Bare", _registry.Url, cache) { HasNpm = false }).ToList();
        await Task.WhenAll(apps.Select(app => app.BuildAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}")));
        var expected = await File.ReadAllBytesAsync(_fake.Path, cancellationToken);
        Assert.That(apps.Select(app => File.ReadAllBytes(app.Server)), Is.All.EqualTo(expected));
        Assert.That(apps[0].Files().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Switched_off_it_does_nothing(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Bare", _registry.Url);
        await app.BuildAsync(cancellationToken, "-p:OpenCodeServerEnabled=false");
        Assert.That(Directory.Exists(Path.GetDirectoryName(app.Server)), Is.False);
        Assert.That(_registry.Downloads, Is.Zero);
    }

    /// <summary>Browsers, phones, and applications for .NET Framework, which have a runtime identifier without asking for one.</summary>
    [Test]
    public async Task A_platform_without_a_server_has_none_unless_the_project_asks_for_it(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Bare", _registry.Url);
        await app.BuildAsync(cancellationToken, "-p:OpenCodeServerEnabled=false");
        foreach (var platform in new[] { "browser-wasm", "android-arm64", "ios-arm64", "linux-arm", "win-x86" })
        {
            Assert.That(await EnabledAsync($"-p:RuntimeIdentifier={platform}"), Is.EqualTo("false"), platform);
            Assert.That(await EnabledAsync($"-p:RuntimeIdentifier={platform}", "-p:OpenCodeServerEnabled=true"), Is.EqualTo("true"), platform);
            Assert.That(await EnabledAsync($"-p:RuntimeIdentifier={platform}", $"-p:OpenCodeServerExecutable={_fake.Path}"), Is.EqualTo("true"), platform);
        }

        Assert.That(await EnabledAsync("-p:RuntimeIdentifier=win-x86", "-p:_UsingDefaultRuntimeIdentifier=true"), Is.EqualTo("true"));
        Assert.That(await EnabledAsync("-p:RuntimeIdentifier=linux-musl-arm64"), Is.EqualTo("true"));

        async Task<string> EnabledAsync(params string[] properties) =>
            (await App.SucceedAsync(app.App.Dotnet("msbuild", ["-getProperty:OpenCodeServerEnabled", .. properties]), cancellationToken)).Trim();
    }

    [Test]
    public async Task A_library_leaves_it_to_the_application(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Bare", _registry.Url);
        await File.WriteAllTextAsync(Path.Combine(app.App.Folder, "Program.cs"), "", cancellationToken);
        await app.BuildAsync(cancellationToken, "-p:OutputType=Library");
        Assert.That(_registry.Downloads, Is.Zero);
        Assert.That(File.Exists(app.Server), Is.False);
    }

    [Test]
    public async Task A_given_one_is_copied_and_none_is_downloaded(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Bare", _registry.Url);
        await app.BuildAsync(cancellationToken, $"-p:OpenCodeServerExecutable={_fake.Path}");
        Assert.That(await File.ReadAllBytesAsync(app.Server, cancellationToken), Is.EqualTo(await File.ReadAllBytesAsync(_fake.Path, cancellationToken)));
        Assert.That(_registry.Downloads, Is.Zero);
        Assert.That(app.Files(), Is.Empty);
    }

    [TestCase(true, "EINTEGRITY")]
    [TestCase(false, "OPENCODE008")]
    public async Task An_archive_that_is_not_what_the_registry_states_is_refused(bool npm, string error, CancellationToken cancellationToken)
    {
        _registry.Tampers = true;
        var app = new ServerApp("Apps/Bare", _registry.Url) { HasNpm = npm };
        Assert.That(await app.FailAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}"), Does.Contain(error));
    }

    [TestCase(true, "OPENCODE005")]
    [TestCase(false, "OPENCODE006")]
    public async Task Without_a_registry_the_error_says_what_can_be_done(bool npm, string code, CancellationToken cancellationToken)
    {
        var url = _registry.Url;
        await _registry.DisposeAsync();
        var app = new ServerApp("Apps/Bare", url) { HasNpm = npm };
        var output = await app.FailAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}");
        Assert.That(output, Does.Contain(code).And.Contains($"@{Version}"));
        Assert.That(output, Does.Contain("OpenCodeServerRegistry").And.Contains("OpenCodeServerExecutable").And.Contains("OpenCodeServerEnabled"));
    }

    [TestCase("http://me:hunter2@127.0.0.1:1")]
    [TestCase("https://me:hunter2@mirror.test/npm/feed@local/")]
    [TestCase("me:hunter2@mirror.test")]
    [TestCase("ftp://me:hunter2@mirror.test")]
    public async Task The_credentials_of_a_registry_are_refused_and_in_no_output(string url, CancellationToken cancellationToken)
    {
        var output = await new ServerApp("Apps/Bare", url).FailAsync(cancellationToken, $"-p:OpenCodeServerVersion={Version}");
        Assert.That(output, Does.Contain("OPENCODE004").And.Contains(".npmrc").And.Not.Contains("hunter2"));
    }

    [TestCase("OpenCodeServerVersion=latest", "OPENCODE003")]
    [TestCase("OpenCodeServerVersion=1.2.3$(id)", "OPENCODE003")]
    [TestCase("OpenCodeServerRegistry=somewhere", "OPENCODE004")]
    [TestCase("OpenCodeServerExecutable=nowhere/opencode", "OPENCODE001")]
    [TestCase("OpenCodeServerRuntimeIdentifier=freebsd-x64", "OPENCODE002")]
    public async Task A_setting_that_makes_no_sense_is_an_error_that_names_it(string setting, string code, CancellationToken cancellationToken)
    {
        var output = await new ServerApp("Apps/Bare", _registry.Url).FailAsync(cancellationToken, $"-p:{setting}");
        Assert.That(output, Does.Contain(code).And.Contains(setting.Split('=')[0]));
        Assert.That(_registry.Downloads, Is.Zero);
    }

    [Test]
    public async Task Each_runtime_identifier_has_a_package_of_npm(CancellationToken cancellationToken)
    {
        (string RuntimeIdentifier, bool Baseline, string Package)[] expected =
        [
            ("win-x64", false, "opencode-windows-x64"), ("win-x64", true, "opencode-windows-x64-baseline"), ("win-arm64", true, "opencode-windows-arm64"),
            ("osx-x64", true, "opencode-darwin-x64-baseline"), ("osx-arm64", false, "opencode-darwin-arm64"),
            ("linux-x64", false, "opencode-linux-x64"), ("linux-x64", true, "opencode-linux-x64-baseline"), ("linux-arm64", false, "opencode-linux-arm64"),
            ("linux-musl-x64", false, "opencode-linux-x64-musl"), ("linux-musl-x64", true, "opencode-linux-x64-baseline-musl"), ("linux-musl-arm64", false, "opencode-linux-arm64-musl"),
            ("linux-arm", false, ""), ("win-musl-x86", false, ""),
        ];
        var project = Path.Combine(Directory.CreateDirectory(Path.Combine(Feed.Folder, $"platforms-{Guid.NewGuid():N}")).FullName, "Platforms.proj");
        await File.WriteAllTextAsync(project, Platforms(expected.Select(e => (e.RuntimeIdentifier, e.Baseline))), cancellationToken);
        var (exitCode, output) = await Command.RunAsync(Command.Dotnet(Path.GetDirectoryName(project)!, "msbuild", project, "-nologo", "-t:Print"), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        var lines = output.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith('=')).ToList();
        Assert.That(lines, Is.EqualTo(expected.Select(e => $"={e.Package}")));
    }

    /// <summary>A project that prints the package for each runtime identifier, in one run.</summary>
    private static string Platforms(IEnumerable<(string RuntimeIdentifier, bool Baseline)> platforms) => $"""
        <Project>
          <Target Name="Print">
            {string.Join("\n    ", platforms.Select(p => $"""<MSBuild Projects="$(MSBuildProjectFullPath)" Targets="PrintOne" Properties="RuntimeIdentifier={p.RuntimeIdentifier};OpenCodeServerBaseline={p.Baseline}" />"""))}
          </Target>
          <Target Name="PrintOne">
            <Message Importance="high" Text="=$(_OpenCodePackage)" />
          </Target>
          <PropertyGroup>
            <OpenCodeServerLockFile>{Repository.File("openapi/opencode.lock.json")}</OpenCodeServerLockFile>
          </PropertyGroup>
          <Import Project="{Repository.File("src/OpenCode.Server/build/OpenCode.Server.targets")}" />
        </Project>
        """;
}
