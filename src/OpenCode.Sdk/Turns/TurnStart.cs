using OpenCode.Models;


namespace OpenCode.Turns;

/// <summary>
/// How a turn is started, and how the user's message that starts it is recognized. Each instance starts one turn.
/// </summary>
internal abstract class TurnStart : ITurnMark
{
    /// <summary>Whether the session must be idle before the request is sent.</summary>
    public virtual bool NeedsIdle => false;

    /// <summary>Whether the server responds to the request only when the turn has ended.</summary>
    public virtual bool RespondsAtEnd => false;

    /// <summary>The request that starts the turn, for error messages.</summary>
    public abstract string Request { get; }

    /// <summary>Reads what is needed to send the request.</summary>
    /// <returns>False if the turn runs already, so that nothing is sent.</returns>
    public abstract Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken);

    /// <summary>Sends the request, and returns when the server has responded.</summary>
    public abstract Task SendAsync(TurnCalls calls);

    /// <inheritdoc/>
    public abstract bool Marks(Message message);

    /// <inheritdoc/>
    public virtual bool Marks(Part part) => false;
}
