using System.Diagnostics;
using System.Text.Json;
using Microsoft.Agents.AI;
using OpenCode.Agents.Sessions;
using OpenCode.AI.Tools;

namespace OpenCode;

/// <summary>
/// Represents a session of an opencode agent: a session of the server, and its turn if that waits for the caller.
/// </summary>
/// <remarks>
/// <see cref="AIAgent.SerializeSessionAsync"/> serializes a session. Any process can then continue it, even while the agent waits
/// for a response. A session takes one run at a time. Reading the properties is thread-safe.
/// </remarks>
[DebuggerDisplay("SessionId = {SessionId}, PendingRequestIds = {PendingRequestIds.Count}")]
public sealed class OpenCodeAgentSession : AgentSession
{
    private volatile SessionState _state;
    private int _isInUse;

    internal OpenCodeAgentSession(SessionState state)
    {
        _state = state;
    }

    internal OpenCodeAgentSession(SessionState state, AgentSessionStateBag stateBag)
        : base(stateBag)
    {
        _state = state;
    }

    /// <summary>Gets the identifier of the session of the server; null before the first run, which creates the session.</summary>
    public string? SessionId => _state.SessionId;

    /// <summary>
    /// Gets the approval requests and questions that the agent waits for. The next run must respond to them. Empty if there are
    /// none.
    /// </summary>
    public IReadOnlyList<string> PendingRequestIds => [.. _state.Pending.Select(p => p.Id)];

    internal SessionState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>The caller's functions of the turn that waits for the caller; null for none.</summary>
    internal HostedTools? Tools { get; set; }

    internal JsonElement Serialize() => SerializedSession.Write(_state, StateBag.Serialize());

    internal static OpenCodeAgentSession Deserialize(JsonElement json)
    {
        var (state, stateBag) = SerializedSession.Read(json);
        return new(state, AgentSessionStateBag.Deserialize(stateBag));
    }

    /// <exception cref="InvalidOperationException">A run uses the session.</exception>
    internal void Enter()
    {
        if (Interlocked.Exchange(ref _isInUse, 1) != 0)
        {
            throw new InvalidOperationException(
                $"The session {SessionId} is in use by another run. Wait until that run has ended, or run the agent with a copy of the session ({nameof(OpenCodeAgent)}.{nameof(OpenCodeAgent.ForkSessionAsync)}).");
        }
    }

    internal void Leave() => Volatile.Write(ref _isInUse, 0);
}
