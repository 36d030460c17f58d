using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>What the user has chosen.</summary>
public sealed class ChatState
{
    /// <summary>The session of the next prompt; null for a new one.</summary>
    public Session? Session { get; private set; }

    /// <summary>The usage of the session.</summary>
    public ChatMeter Meter { get; private set; } = new(0, 0);

    /// <summary>The model of the next prompt; null for the default of the server.</summary>
    public PromptModel? Model { get; set; }

    /// <summary>Whether the user wants to leave.</summary>
    public bool IsOver { get; set; }

    /// <summary>Changes the session.</summary>
    /// <param name="session">The session; null for a new one.</param>
    public void Continue(Session? session)
    {
        Session = session;
        Meter = session is null ? new(0, 0) : ChatMeter.Of(session);
    }
}
