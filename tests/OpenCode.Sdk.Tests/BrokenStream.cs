namespace OpenCode.Sdk.Tests;

/// <summary>A connection that breaks at the first byte.</summary>
internal sealed class BrokenStream : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Connection reset");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("Connection reset");
}
