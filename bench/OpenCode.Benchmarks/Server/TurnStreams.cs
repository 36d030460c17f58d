using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace OpenCode.Benchmarks.Server;

/// <summary>The open event streams of a world in which prompts are answered.</summary>
internal sealed class TurnStreams
{
    private readonly ConcurrentDictionary<Channel<ReadOnlyMemory<byte>>, bool> _readers = new();

    /// <summary>Greets, and keeps the stream open for what turns write.</summary>
    public async Task ServeAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        var frames = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
        _readers[frames] = true;
        try
        {
            await writer.WriteAsync(Frames.Connected, cancellationToken);
            await foreach (var frame in frames.Reader.ReadAllAsync(cancellationToken))
            {
                await writer.WriteAsync(frame, cancellationToken);
            }
        }
        finally
        {
            _readers.TryRemove(frames, out _);
        }
    }

    public void Write(ReadOnlyMemory<byte> frames)
    {
        foreach (var (reader, _) in _readers)
        {
            reader.Writer.TryWrite(frames);
        }
    }
}
