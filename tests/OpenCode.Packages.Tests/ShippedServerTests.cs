using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>Programs that find the real server beside them and talk to it.</summary>
[CancelAfter(Milliseconds)]
public sealed class ShippedServerTests
{
    /// <summary>Archives, copies, and compresses some 180 MB more than other tests.</summary>
    private const int Milliseconds = 4 * TestTimeout.Milliseconds;

    private static readonly string s_version = (string)Repository.Lock["server"]!;

    private NpmRegistry _registry = null!;

    private static string Cache => Path.Combine(Feed.Folder, "cache-live");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        using var limit = TestTimeout.Start();
        _registry = await NpmRegistry.StartAsync(s_version, Feed.ServerExecutable, limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _registry.DisposeAsync();

    [Test]
    public async Task A_built_program_talks_to_the_server_that_came_along(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Server", _registry.Url, Cache);
        await app.BuildAsync(cancellationToken);
        await TalkAsync(app, "dotnet", Path.Combine(app.Output, "Server.dll"), cancellationToken);
    }

    [Test]
    public async Task A_published_single_file_talks_to_the_server_beside_it(CancellationToken cancellationToken)
    {
        var app = new ServerApp("Apps/Server", _registry.Url, Cache);
        var (exitCode, output) = await Command.RunAsync(app.Dotnet("publish", "--use-current-runtime", "--self-contained", "-p:PublishSingleFile=true"), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        var program = Path.Combine(app.Output, "Server");
        Assert.That(File.Exists(program + ".dll"), Is.False);
        await TalkAsync(app, program, "", cancellationToken);
    }

    private static async Task TalkAsync(ServerApp app, string program, string argument, CancellationToken cancellationToken)
    {
        Assert.That(File.Exists(app.Server), Is.True);
        var start = app.App.Run(program, argument);
        start.Environment.Remove("OPENCODE_BIN");
        var (exitCode, output) = await Command.RunAsync(start, cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Is.EqualTo($"opencode {s_version}: Came along\n"));
        Assert.That(await app.App.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }
}
