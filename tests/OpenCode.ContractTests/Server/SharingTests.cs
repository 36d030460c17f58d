using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Servers that are found running, or taken from a pool.</summary>
[CancelAfter(2 * TestTimeout.Milliseconds)]
[Parallelizable]
public sealed class SharingTests
{
    [Test]
    public async Task Those_who_want_a_server_at_one_address_at_the_same_time_share_the_one_that_is_started(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Password = "shared by all" };
        options.Port = ServerAddress.Decide(options).Port;
        var connections = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OpenCodeServer.ConnectOrStartAsync(options, cancellationToken)));
        Assert.That(connections.Count(connection => connection.Server is not null), Is.EqualTo(1));
        Assert.That(connections.Select(connection => connection.Version), Has.All.EqualTo(LiveServer.Version));
        foreach (var connection in connections.OrderBy(connection => connection.Server is not null))
        {
            using (var client = connection.CreateClient())
            {
                Assert.That((await client.GetServerInfoAsync(cancellationToken)).IsHealthy);
            }

            await connection.DisposeAsync();
        }
    }

    [Test]
    public async Task A_server_of_somebody_else_is_left_alone_and_another_port_is_taken(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Port = LiveServer.Server.Url.Port, Password = "not that of the server" };
        Assert.That((await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(options, cancellationToken))).Message, Does.Contain("It does not accept the password."));

        await using var other = await OpenCodeServer.ConnectOrStartAsync(options with { PortFallback = true }, cancellationToken);
        Assert.That(other.Server, Is.Not.Null);
        Assert.That(other.Url, Is.Not.EqualTo(LiveServer.Server.Url));
    }

    [Test]
    public async Task A_pool_gives_each_directory_its_server_and_ends_them_all(CancellationToken cancellationToken)
    {
        var folders = Enumerable.Range(0, 2).Select(_ => Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"repo-{Guid.NewGuid():N}")).FullName).ToList();
        List<OpenCodeServer> servers = [];
        await using (var pool = new OpenCodeServerPool(new() { Server = LiveServer.Options() with { WorkingDirectory = null }, MaxServers = 2 }))
        {
            var leases = await Task.WhenAll(folders.Append(folders[0] + "/./").Select(folder => pool.RentAsync(folder, cancellationToken)));
            Assert.That(leases[2].Server, Is.SameAs(leases[0].Server));
            Assert.That(leases[1].Server, Is.Not.SameAs(leases[0].Server));
            for (var i = 0; i < folders.Count; i++)
            {
                Assert.That((await leases[i].Client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(folders[i]));
            }

            servers.AddRange(leases.Select(lease => lease.Server));
            Assert.That(pool.Count, Is.EqualTo(2));
            await leases[0].DisposeAsync();
            await leases[0].DisposeAsync();
            Assert.That((await leases[2].Client.GetServerInfoAsync(cancellationToken)).IsHealthy);
        }

        Assert.That(servers.Select(server => server.Exited.IsCompleted), Has.All.True);
    }

    [Test]
    public async Task A_shared_server_of_a_pool_works_in_all_directories_and_is_replaced_when_it_is_killed(CancellationToken cancellationToken)
    {
        var folders = Enumerable.Range(0, 2).Select(_ => Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"repo-{Guid.NewGuid():N}")).FullName).ToList();
        await using var pool = new OpenCodeServerPool(new() { Server = LiveServer.Options() with { WorkingDirectory = null }, Sharing = OpenCodeServerSharing.Shared });
        var one = await pool.RentAsync(folders[0], cancellationToken);
        await using var two = await pool.RentAsync(folders[1], cancellationToken);
        Assert.That(two.Server, Is.SameAs(one.Server));
        Assert.That((await two.Client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(folders[1]));

        await one.Server.StopAsync(cancellationToken);
        await one.DisposeAsync();
        await using var next = await pool.RentAsync(folders[0], cancellationToken);
        Assert.That(next.Server, Is.Not.SameAs(one.Server));
        Assert.That((await next.Client.GetServerInfoAsync(cancellationToken)).IsHealthy);
    }

    [Test]
    public async Task A_shared_server_is_replaced_after_its_last_directory_and_the_next_one_has_its_sessions(CancellationToken cancellationToken)
    {
        var folders = Enumerable.Range(0, 2).Select(_ => Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"repo-{Guid.NewGuid():N}")).FullName).ToList();
        await using var pool = new OpenCodeServerPool(new() { Server = LiveServer.Options() with { WorkingDirectory = null }, Sharing = OpenCodeServerSharing.Shared, MaxDirectories = 1 });
        var one = await pool.RentAsync(folders[0], cancellationToken);
        var session = await one.Client.Session.CreateAsync(new() { Title = "Before" }, cancellationToken);
        await using var two = await pool.RentAsync(folders[1], cancellationToken);
        Assert.That((two.Server == one.Server, pool.Count), Is.EqualTo((false, 2)));
        Assert.That((await one.Client.GetServerInfoAsync(cancellationToken)).IsHealthy, "its lease has not ended");
        Assert.That((await two.Client.Session.GetAsync(session.Id, cancellationToken)).Title, Is.EqualTo("Before"));

        await one.DisposeAsync();
        await one.Server.Exited.WaitAsync(cancellationToken);
        Assert.That((await two.Client.GetServerInfoAsync(cancellationToken)).IsHealthy);
    }

    [Test]
    public async Task A_pool_refuses_what_it_can_not_share(CancellationToken cancellationToken)
    {
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new OpenCodeServerPool(new() { Server = new() }))!.Message, Does.StartWith("Server.Port is 4096."));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new OpenCodeServerPool(new() { Server = new() { Port = 0, WorkingDirectory = "/x" } }))!.Message, Does.StartWith("Server.WorkingDirectory is /x."));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new OpenCodeServerPool(new() { MaxServers = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new OpenCodeServerPool(new() { MaxDirectories = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new OpenCodeServerPool(new() { IdleTimeout = TimeSpan.FromSeconds(-2) }));
        await using var pool = new OpenCodeServerPool();
        await Failure.OfAsync<ArgumentException>(() => pool.RentAsync("", cancellationToken));
        Assert.That((await Failure.OfAsync<DirectoryNotFoundException>(() => pool.RentAsync("/nowhere/at/all", cancellationToken))).Message, Does.Contain("/nowhere/at/all"));
    }
}
