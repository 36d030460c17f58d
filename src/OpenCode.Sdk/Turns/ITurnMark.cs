using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Recognizes the user's message that starts a turn.</summary>
internal interface ITurnMark
{
    /// <summary>Returns whether a message is the one that starts the turn.</summary>
    public bool Marks(Message message);

    /// <summary>Returns whether a part belongs to that message.</summary>
    public bool Marks(Part part);
}
