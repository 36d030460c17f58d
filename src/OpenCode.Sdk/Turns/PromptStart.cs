using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Turns;

/// <summary>
/// Starts a turn with a prompt that can be distinguished from all others of its session. The response does not contain the
/// message, and a message identifier from the client must match the server's clock. Therefore, the parts get identifiers from the
/// client instead.
/// </summary>
internal sealed class PromptStart : TurnStart
{
    private readonly string _sessionId;
    private readonly SessionPromptRequest _request;
    private readonly string? _messageId;
    private readonly string _partId;

    /// <param name="sessionId">The session.</param>
    /// <param name="request">The prompt.</param>
    /// <param name="now">The current time, for identifiers.</param>
    /// <param name="needsIdle">Whether the prompt waits until the session is idle, so that it gets its own response.</param>
    /// <exception cref="ArgumentException">The request has no parts, or it requests no reply.</exception>
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
            throw new ArgumentException("The prompt must contain at least one part, for example a TextPartInput.", nameof(request));
        }

        // The server keeps text parts, but replaces some of the other parts.
        _partId = (parts.Find(p => p.Part is TextPartInput) is { Id: not null } text ? text : parts.Find(p => p.Id is not null)).Id!;
        _request = request with { Parts = [.. parts.Select(p => p.Part)] };
    }

    /// <inheritdoc/>
    public override bool NeedsIdle { get; }

    /// <inheritdoc/>
    public override string Request => $"POST /session/{_sessionId}/prompt_async";

    /// <summary>
    /// Sends a prompt with an identifier of the caller only once. If the session already contains the message, its turn is
    /// watched.
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
    /// Returns the part with an identifier. The server sorts the parts of a message by identifier. If only one part had an
    /// identifier from the client, different clocks would change its position.
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
