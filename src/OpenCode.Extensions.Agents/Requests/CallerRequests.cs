using OpenCode.Calls;
using OpenCode.Models;
using OpenCode.Turns;

namespace OpenCode.Agents.Requests;

/// <summary>
/// Collects the requests of a turn to which only the caller can reply. Pauses the turn when no further requests arrive.
/// Thread-safe.
/// </summary>
/// <param name="options">The options that specify who replies before the caller.</param>
/// <param name="grace">The time to wait for further requests after a request.</param>
/// <param name="time">The time provider.</param>
internal sealed class CallerRequests(TurnOptions options, TimeSpan grace, TimeProvider time)
{
    private readonly List<PermissionRequest> _permissions = [];
    private readonly List<QuestionRequest> _questions = [];

    public IReadOnlyList<PermissionRequest> Permissions
    {
        get
        {
            lock (_permissions)
            {
                return [.. _permissions];
            }
        }
    }

    public IReadOnlyList<QuestionRequest> Questions
    {
        get
        {
            lock (_permissions)
            {
                return [.. _questions];
            }
        }
    }

    /// <summary>Handles a permission request.</summary>
    /// <exception cref="TurnPausedException">The request waits for the caller, and no further request arrived.</exception>
    public async Task<PermissionDecision> DecideAsync(PermissionRequest request, CancellationToken cancellationToken)
    {
        if (options.OnPermission is not null && await options.OnPermission(request, cancellationToken).ConfigureAwait(false) is { HasReply: true } decision)
        {
            return decision;
        }

        if (options.PermissionPolicy == PermissionPolicy.Ask)
        {
            await PauseAsync(() => _permissions.Add(request), cancellationToken).ConfigureAwait(false);
        }

        return PermissionDecision.None;
    }

    /// <summary>Handles a question.</summary>
    /// <exception cref="TurnPausedException">The request waits for the caller, and no further request arrived.</exception>
    public async Task<QuestionDecision> DecideAsync(QuestionRequest request, CancellationToken cancellationToken)
    {
        if (options.OnQuestion is not null && await options.OnQuestion(request, cancellationToken).ConfigureAwait(false) is { HasReply: true } decision)
        {
            return decision;
        }

        if (options.QuestionPolicy == QuestionPolicy.Ask)
        {
            await PauseAsync(() => _questions.Add(request), cancellationToken).ConfigureAwait(false);
        }

        return QuestionDecision.None;
    }

    private async Task PauseAsync(Action add, CancellationToken cancellationToken)
    {
        var count = Locked(add);
        await time.WaitAsync(grace, cancellationToken).ConfigureAwait(false);
        if (Locked(static () => { }) == count)
        {
            throw new TurnPausedException();
        }
    }

    /// <returns>The number of requests.</returns>
    private int Locked(Action action)
    {
        lock (_permissions)
        {
            action();
            return _permissions.Count + _questions.Count;
        }
    }
}
