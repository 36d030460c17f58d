namespace OpenCode;

/// <summary>A server in a pool, with the client that all of its users share.</summary>
internal sealed record PooledServer(OpenCodeServer Server, OpenCodeClient Client) : IPooled
{
    public Task Ended => Server.Exited;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync().ConfigureAwait(false);
    }
}
