using OpenCode.Asks;
using OpenCode.Http;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Tracks the requests of the agents of one turn: who replies, which requests are pending, and what was decided.
/// </summary>
internal sealed class TurnAsks
{
    private readonly Dictionary<string, PermissionRequest> _permissions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuestionRequest> _questions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly List<AskDecision> _decisions = [];
    private readonly string _sessionId;
    private readonly TimeProvider _time;
    private readonly AskResponder _responder;

    /// <param name="server">The operations that send replies.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="options">The options that determine who replies.</param>
    /// <param name="hasReader">Whether a caller reads the updates of the turn and can reply.</param>
    /// <param name="cancellationToken">Cancels handlers and replies.</param>
    public TurnAsks(ServerGroups server, string sessionId, TurnOptions options, bool hasReader, CancellationToken cancellationToken)
    {
        _sessionId = sessionId;
        _time = server.TimeProvider;
        var asks = new AskOptions
        {
            OnPermission = options.OnPermission,
            OnQuestion = options.OnQuestion,
            Rules = options.PermissionRules,
            PermissionPolicy = options.PermissionPolicy ?? (hasReader ? PermissionPolicy.Ask : PermissionPolicy.Reject),
            QuestionPolicy = options.QuestionPolicy ?? (hasReader ? QuestionPolicy.Ask : QuestionPolicy.Reject),
        };
        _responder = new AskResponder(server, asks, Add, cancellationToken);
    }

    /// <summary>Gets a task that fails when a reply fails. Otherwise, it never completes.</summary>
    public Task Failure => _responder.Failure;

    /// <summary>Gets whether an agent waits for a reply.</summary>
    public bool AreWaiting => _waiting.Count > 0;

    /// <summary>Gets the audit trail.</summary>
    public IReadOnlyList<AskDecision> Decisions
    {
        get
        {
            lock (_decisions)
            {
                return [.. _decisions];
            }
        }
    }

    /// <summary>
    /// Gets the last rejection in the turn's own session that makes the server end the turn; null if there is none.
    /// </summary>
    public AskDecision? LastRejection => Decisions.LastOrDefault(d => d.SessionId == _sessionId && d is { Reply: "reject", Message: null });

    public PermissionRequest? Permission(string requestId) => _permissions.TryGetValue(requestId, out var request) ? request : null;

    public QuestionRequest? Question(string requestId) => _questions.TryGetValue(requestId, out var request) ? request : null;

    /// <returns>The update for the reader; null if the request was added before.</returns>
    public PromptUpdate? Handle(PermissionRequest request)
    {
        if (!_responder.TryHandle(request))
        {
            return null;
        }

        _permissions[request.Id] = request;
        _waiting.Add(request.Id);
        return new PromptPermissionAsked(request, _responder.Handles(request));
    }

    /// <inheritdoc cref="Handle(PermissionRequest)"/>
    public PromptUpdate? Handle(QuestionRequest request)
    {
        if (!_responder.TryHandle(request))
        {
            return null;
        }

        _questions[request.Id] = request;
        _waiting.Add(request.Id);
        return new PromptQuestionAsked(request, _responder.Handles(request));
    }

    /// <summary>Records a reply that the server reports, from any client.</summary>
    public void Apply(Event e)
    {
        switch (e)
        {
            case PermissionRepliedEvent { Properties: var reply } when _permissions.TryGetValue(reply.RequestId, out var request):
                AddElsewhere(request.Id, request.SessionId, request.Permission, request.Patterns, reply.Reply.Value);
                break;
            case QuestionRepliedEvent { Properties: var reply } when _questions.TryGetValue(reply.RequestId, out var request):
                AddElsewhere(request.Id, request.SessionId, null, [.. request.Questions.Select(q => q.Question)], "reply");
                break;
            case QuestionRejectedEvent { Properties: var reply } when _questions.TryGetValue(reply.RequestId, out var request):
                AddElsewhere(request.Id, request.SessionId, null, [.. request.Questions.Select(q => q.Question)], "reject");
                break;
        }
    }

    /// <summary>Removes requests that are no longer pending, after all pending requests have been read.</summary>
    public void KeepWaiting(IEnumerable<string> requestIds) => _waiting.IntersectWith(requestIds);

    private void AddElsewhere(string requestId, string sessionId, string? permission, IReadOnlyList<string> patterns, string reply)
    {
        _waiting.Remove(requestId);
        Add(new AskDecision
        {
            RequestId = requestId,
            SessionId = sessionId,
            Permission = permission,
            Patterns = patterns,
            Reply = reply,
            DecidedBy = AskDecider.Elsewhere,
            At = _time.GetUtcNow(),
        });
    }

    /// <summary>
    /// Adds a decision unless the request already has one. The server's event about a reply arrives after the reply.
    /// </summary>
    private void Add(AskDecision decision)
    {
        lock (_decisions)
        {
            if (!_decisions.Exists(d => d.RequestId == decision.RequestId))
            {
                _decisions.Add(decision);
            }
        }
    }
}
