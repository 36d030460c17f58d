using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Starts a turn, and recognizes the user's message that starts it. Each instance starts one turn.</summary>
internal abstract class TurnStart : ITurnMark
{
    /// <summary>Gets whether the session must be idle before the request is sent.</summary>
    public virtual bool NeedsIdle => false;

    /// <summary>Gets whether the server responds to the request only when the turn has ended.</summary>
    public virtual bool RespondsAtEnd => false;

    /// <summary>Gets the request that starts the turn, for error messages.</summary>
    public abstract string Request { get; }

    /// <summary>Reads the data that is required to send the request.</summary>
    /// <returns>False if the turn already exists, so that no request is sent.</returns>
    public abstract Task<bool> PrepareAsync(TurnCalls calls, CancellationToken cancellationToken);

    /// <summary>Sends the request, and returns when the server has responded.</summary>
    public abstract Task SendAsync(TurnCalls calls);

    /// <inheritdoc/>
    public abstract bool Marks(Message message);

    /// <inheritdoc/>
    public virtual bool Marks(Part part) => false;
}
