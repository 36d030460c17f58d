namespace OpenCode;

/// <summary>Represents a server in a pool, with the client that all its users share.</summary>
internal sealed record PooledServer(OpenCodeServer Server, OpenCodeClient Client) : IPooled
{
    public Task Ended => Server.Exited;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync().ConfigureAwait(false);
    }
}
