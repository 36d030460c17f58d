using OpenCode.Calls;
using OpenCode.Models;
using OpenCode.Turns;

namespace OpenCode.Agents.Requests;

/// <summary>
/// Collects the requests of a turn that nobody but the caller can reply to, and pauses the turn when no more of them come. Thread-safe.
/// </summary>
/// <param name="options">Who replies before the caller does.</param>
/// <param name="grace">How long to wait for more requests after one.</param>
/// <param name="time">Measures it.</param>
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

    /// <summary>The handler of permissions.</summary>
    /// <exception cref="TurnPausedException">The request waits for the caller, and no other one came after it.</exception>
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

    /// <summary>The handler of questions.</summary>
    /// <exception cref="TurnPausedException">The request waits for the caller, and no other one came after it.</exception>
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
