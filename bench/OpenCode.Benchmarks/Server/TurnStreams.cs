using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace OpenCode.Benchmarks.Server;

/// <summary>The open event streams of a world that responds to prompts.</summary>
internal sealed class TurnStreams
{
    private readonly ConcurrentDictionary<Channel<ReadOnlyMemory<byte>>, bool> _readers = new();

    /// <summary>Sends the first event, and keeps the stream open for the events of turns.</summary>
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
