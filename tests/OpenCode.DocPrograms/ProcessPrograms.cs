namespace OpenCode.DocPrograms;

/// <summary>The programs in docs/process.md.</summary>
internal static class ProcessPrograms
{
    public static async Task StartAsync()
    {
        #region start
        await using var server = await OpenCodeServer.StartAsync(new() { Port = 0 });   // or OpenCodeInstance for both server and client
        using var client = server.CreateClient();
        #endregion

        Console.WriteLine((await client.Global.HealthAsync()).Version);
    }

    public static async Task ShareAsync(int port, string password)
    {
        #region share
        await using var connection = await OpenCodeServer.ConnectOrStartAsync(new() { Port = port, Password = password });
        using var client = connection.CreateClient();
        #endregion

        // The second connection uses the server of the first.
        await using var second = await OpenCodeServer.ConnectOrStartAsync(new() { Port = port, Password = password });
        Console.WriteLine($"{(await client.Global.HealthAsync()).Version} {connection.Server is not null} {second.Server is null}");
    }

    public static async Task RentAsync(string repository)
    {
        #region rent
        await using var pool = new OpenCodeServerPool(new() { MaxServers = 8, IdleTimeout = TimeSpan.FromMinutes(10) });
        await using var lease = await pool.RentAsync(repository);
        var session = await lease.Client.Session.CreateAsync(new() { Title = "Nightly" });
        #endregion

        Console.WriteLine($"{session.Title} in {session.Directory}");
    }
}
