using System.Buffers;
using System.IO.Pipelines;

namespace OpenCode.Benchmarks.Server;

/// <summary>A stream of server-sent events, which repeats the events up to the given number.</summary>
internal sealed class Frames
{
    /// <summary>The first event of the server.</summary>
    public static readonly byte[] Connected = Frame("""{"id":"evt_0","type":"server.connected","properties":{}}"""u8);

    /// <summary>The number of bytes in one write.</summary>
    private const int BlockSize = 64 * 1024;

    private readonly byte[][] _frames;
    private readonly byte[] _block;
    private readonly int _eventsOfBlock;

    public Frames(IReadOnlyList<byte[]> events)
    {
        _frames = [.. events.Select(json => Frame(json))];
        var once = _frames.Sum(frame => frame.Length);
        var repetitions = Math.Max(1, BlockSize / once);
        _block = [.. Enumerable.Repeat(_frames, repetitions).SelectMany(frames => frames).SelectMany(frame => frame)];
        _eventsOfBlock = repetitions * _frames.Length;
    }

    public static byte[] Frame(ReadOnlySpan<byte> json) => [.. "data: "u8, .. json, .. "\n\n"u8];

    public async Task WriteAsync(PipeWriter writer, int count, CancellationToken cancellationToken)
    {
        for (; count >= _eventsOfBlock; count -= _eventsOfBlock)
        {
            await writer.WriteAsync(_block, cancellationToken);
        }

        for (var i = 0; i < count; i++)
        {
            writer.Write(_frames[i % _frames.Length]);
        }

        await writer.FlushAsync(cancellationToken);
    }
}
