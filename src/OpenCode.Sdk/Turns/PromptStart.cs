using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Starts a turn with a prompt that can be told from all others of its session. The response says nothing of its message, and a
/// message identifier made here would have to fit the server's clock, so a part gets an identifier.
/// </summary>
internal sealed class PromptStart : TurnStart
{
    private readonly string _sessionId;
    private readonly SessionPromptRequest _request;
    private readonly string? _messageId;
    private readonly string _partId;

    /// <param name="sessionId">The session.</param>
    /// <param name="request">The prompt.</param>
    /// <param name="now">The time, for identifiers.</param>
    /// <param name="needsIdle">Whether the prompt waits until the session is idle, so that it gets an answer of its own.</param>
    /// <exception cref="ArgumentException">The request can't be watched.</exception>
    public PromptStart(string sessionId, SessionPromptRequest request, DateTimeOffset now, bool needsIdle)
    {
        if (request.NoReply == true)
        {
            throw new ArgumentException("A prompt without a reply (NoReply = true) has no turn. Send it with client.Session.PromptAsync.", nameof(request));
        }

        _sessionId = sessionId;
        NeedsIdle = needsIdle;
        _messageId = request.MessageId;
        var ids = new IdSequence("prt", now);
        var parts = request.Parts.Select(part => WithId(part, ids)).ToList();
        if (!parts.Exists(p => p.Id is not null))
        {
            throw new ArgumentException("A prompt must have a part.", nameof(request));
        }

        // A text stays what it is, while the server replaces some of the other parts.
        _partId = (parts.Find(p => p.Part is TextPartInput) is { Id: not null } text ? text : parts.Find(p => p.Id is not null)).Id!;
        _request = request with { Parts = [.. parts.Select(p => p.Part)] };
    }

    /// <inheritdoc/>
    public override bool NeedsIdle { get; }

    /// <inheritdoc/>
    public override string Request => $"POST /session/{_sessionId}/prompt_async";

    /// <summary>
    /// A prompt with an identifier of the caller's own is sent once: if it is there already, its turn is watched.
    /// </summary>
    public override async Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken) =>
        _messageId is null || !await calls.HasMessageAsync(_messageId, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override Task SendAsync(TurnCalls calls) => calls.Server.Session.StartPromptAsync(_sessionId, _request);

    /// <inheritdoc/>
    public override bool Marks(Message message) => message is UserMessage user && user.Id == _messageId;

    /// <inheritdoc/>
    public override bool Marks(Part part) => part.Id == _partId;

    /// <summary>
    /// The server sorts the parts of a message by identifier. If only one part had an identifier of ours, a clock that differs
    /// from the server's would move it.
    /// </summary>
    private static (PartInput Part, string? Id) WithId(PartInput part, IdSequence ids)
    {
        switch (part)
        {
            case TextPartInput p:
                p = p with { Id = p.Id ?? ids.Next() };
                return (p, p.Id);
            case FilePartInput p:
                p = p with { Id = p.Id ?? ids.Next() };
                return (p, p.Id);
            case AgentPartInput p:
                p = p with { Id = p.Id ?? ids.Next() };
                return (p, p.Id);
            case SubtaskPartInput p:
                p = p with { Id = p.Id ?? ids.Next() };
                return (p, p.Id);
            default:
                return (part, null);
        }
    }
}
