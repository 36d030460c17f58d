using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Servers that start at the same time in an empty data folder, which they all want to set up.</summary>
[CancelAfter(5 * TestTimeout.Milliseconds)]
[Parallelizable]
public sealed class SideBySideTests
{
    private const int Servers = 8;

    [Test]
    public async Task Eight_servers_start_at_once_in_an_empty_home_every_time(CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds.Count; round++)
        {
            var options = LiveServer.Options();
            options.Environment = new Dictionary<string, string?>(options.Environment) { ["HOME"] = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"home-{Guid.NewGuid():N}")).FullName };
            var starts = Enumerable.Range(0, Servers).Select(_ => OpenCodeServer.StartAsync(options, cancellationToken)).ToList();
            var servers = await Task.WhenAll(starts.Select(OutcomeAsync));
            Assert.That(servers.Select(server => server.Failure), Has.All.Null, $"round {round}");
            await Task.WhenAll(servers.Select(server => server.Server!.DisposeAsync().AsTask()));
        }
    }

    [Test]
    public async Task A_server_with_a_data_directory_shares_nothing(CancellationToken cancellationToken)
    {
        var data = Path.Combine(LiveServer.Folder, $"data-{Guid.NewGuid():N}");
        var options = LiveServer.Options();
        options.Environment = options.Environment.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value);
        options.DataDirectory = data;
        var shared = await LiveServer.Client.Session.CreateAsync(new() { Title = "Shared" }, cancellationToken);
        await using (var opencode = await OpenCodeInstance.StartAsync(options, cancellationToken))
        {
            Assert.That(await opencode.Client.Session.ListAsync(cancellationToken: cancellationToken), Is.Empty);
            var own = await opencode.Client.Session.CreateAsync(new() { Title = "Own" }, cancellationToken);
            Assert.That((await LiveServer.Client.Session.ListAsync(cancellationToken: cancellationToken)).Select(session => session.Id), Does.Contain(shared.Id).And.Not.Contain(own.Id));
            var paths = await opencode.Client.Path.GetAsync(cancellationToken);
            Assert.That(new[] { paths.State, paths.Config }, Has.All.StartsWith(data));
        }

        await using var again = await OpenCodeInstance.StartAsync(options, cancellationToken);
        Assert.That((await again.Client.Session.ListAsync(cancellationToken: cancellationToken)).Select(session => session.Title), Is.EqualTo(["Own"]));
    }

    private static async Task<(OpenCodeServer? Server, Exception? Failure)> OutcomeAsync(Task<OpenCodeServer> start)
    {
        try
        {
            return (await start, null);
        }
        catch (OpenCodeServerException e)
        {
            return (null, e);
        }
    }
}
