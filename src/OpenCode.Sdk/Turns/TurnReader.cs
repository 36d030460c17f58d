using System.Net;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Applies the stored data of the server to the state of a turn when events are not sufficient.</summary>
internal sealed class TurnReader(TurnCalls calls, TurnStart start, TurnState state, TurnAsks asks)
{
    /// <summary>Sessions that sent requests and don't belong to the turn.</summary>
    private readonly HashSet<string> _orphans = new(StringComparer.Ordinal);

    /// <summary>Reads the messages of the turn.</summary>
    /// <param name="isIdle">Whether the session was idle before the messages are read, so that they are final.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
        var (messages, isWhole) = await calls.ReadTurnAsync(start, cancellationToken).ConfigureAwait(false);
        if (state.Tree.Members.Count > 1)
        {
            await calls.CountSubagentsAsync(state, cancellationToken).ConfigureAwait(false);
        }

        state.Apply(messages, isIdle, isWhole);
    }

    /// <summary>Reads all data that may have been missed.</summary>
    public async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        await state.Tree.FindAsync(calls.Bounded, cancellationToken).ConfigureAwait(false);
        await ReadAsync(isIdle: false, cancellationToken).ConfigureAwait(false);
        var (permissions, questions) = await calls.ReadAsksAsync(cancellationToken).ConfigureAwait(false);
        asks.KeepWaiting(permissions.Select(p => p.Id).Concat(questions.Select(q => q.Id)));
        foreach (var request in permissions.Where(p => state.Tree.Includes(p.SessionId)))
        {
            Report(asks.Handle(request));
        }

        foreach (var request in questions.Where(q => state.Tree.Includes(q.SessionId)))
        {
            Report(asks.Handle(request));
        }

        state.Apply(await calls.ReadTodosAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Starts the reply to a request if it belongs to this turn.</summary>
    public async Task HandleAsync(PermissionRequest request, CancellationToken cancellationToken)
    {
        if (await IsOwnAsync(request.SessionId, cancellationToken).ConfigureAwait(false))
        {
            Report(asks.Handle(request));
        }
    }

    /// <inheritdoc cref="HandleAsync(PermissionRequest, CancellationToken)"/>
    public async Task HandleAsync(QuestionRequest request, CancellationToken cancellationToken)
    {
        if (await IsOwnAsync(request.SessionId, cancellationToken).ConfigureAwait(false))
        {
            Report(asks.Handle(request));
        }
    }

    /// <summary>
    /// Returns whether a session belongs to the turn. A sub-agent can send a request before an event reports its session, or
    /// continue an old session.
    /// </summary>
    private async Task<bool> IsOwnAsync(string session, CancellationToken cancellationToken)
    {
        if (state.Tree.Includes(session))
        {
            return true;
        }

        if (_orphans.Contains(session))
        {
            return false;
        }

        try
        {
            if (await state.Tree.FindAsync(calls.Bounded, session, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // The session was deleted, together with its request.
            return false;
        }

        _orphans.Add(session);
        return false;
    }

    private void Report(PromptUpdate? update)
    {
        if (update is not null)
        {
            state.Report(update);
        }
    }
}
