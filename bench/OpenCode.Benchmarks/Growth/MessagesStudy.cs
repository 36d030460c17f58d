using OpenCode.Benchmarks.Harness;
using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Growth;

/// <summary>Reads sessions with increasing numbers of messages.</summary>
internal sealed class MessagesStudy : GrowthStudy
{
    public override string Name => "messages";

    public override string Title => "Reading a session";

    public override string SizeLabel => "messages";

    public override string Unit => "us per message";

    public override IReadOnlyList<int> Sizes => [10, 1_000, 10_000];

    public override IReadOnlyList<int> ShortSizes => [5, 20];

    public override IReadOnlyList<string> Series => ["MessagesAsync", "OpenViewAsync"];

    public override async Task<IReadOnlyList<Sample>> MeasureAsync(Workbench bench, int size, CancellationToken cancellationToken)
    {
        var server = await bench.ServerAsync(cancellationToken);
        using var client = new OpenCodeClient(server.NewWorld(WorldKind.Messages(size)));
        var session = bench.Recording.SessionId;

        // The server creates the list at the first request.
        await client.Session.MessagesAsync(session, cancellationToken: cancellationToken);
        var list = await Meter.MeasureAsync(size, () => client.Session.MessagesAsync(session, cancellationToken: cancellationToken));
        var view = await Meter.MeasureAsync(size, async () =>
        {
            await using var view = await client.Session.OpenViewAsync(session, cancellationToken: cancellationToken);
            if (view.Snapshot.Messages.Count != size)
            {
                throw new InvalidOperationException($"The view has {view.Snapshot.Messages.Count} messages, not {size}.");
            }
        });
        return [list, view];
    }
}
