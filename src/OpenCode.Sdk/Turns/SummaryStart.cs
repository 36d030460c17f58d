using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>Starts a turn that summarizes the session. Its message is the first new message that requests a compaction.</summary>
internal sealed class SummaryStart(string sessionId, SessionSummarizeRequest request) : TurnStart
{
    private HashSet<string> _known = [];

    /// <inheritdoc/>
    public override bool NeedsIdle => true;

    /// <inheritdoc/>
    public override bool RespondsAtEnd => true;

    /// <inheritdoc/>
    public override string Request => $"POST /session/{sessionId}/summarize";

    /// <inheritdoc/>
    public override async Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken)
    {
        _known = [.. (await calls.ReadNewestAsync(cancellationToken).ConfigureAwait(false)).Select(m => m.Info.Id)];
        return true;
    }

    /// <inheritdoc/>
    public override Task SendAsync(TurnCalls calls) => calls.Server.Session.SummarizeAsync(sessionId, request);

    /// <inheritdoc/>
    public override bool Marks(Message message) => false;

    /// <inheritdoc/>
    public override bool Marks(Part part) => part is CompactionPart compaction && !_known.Contains(compaction.MessageId);
}
