using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Recognizes the user's message that starts a turn.</summary>
internal interface ITurnMark
{
    /// <summary>Whether this is the message.</summary>
    public bool Marks(Message message);

    /// <summary>Whether this is a part of the message.</summary>
    public bool Marks(Part part);
}
