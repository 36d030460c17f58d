namespace OpenCode.Agents.Requests;

/// <summary>What a response says beyond the framework's own members, in its additional properties.</summary>
internal static class ReplyWords
{
    public const string Key = "opencode.reply";

    /// <summary>Approves this and what is like it.</summary>
    public const string Always = "always";

    /// <summary>Rejects, and ends the turn.</summary>
    public const string Stop = "stop";

    /// <summary>Dismisses questions.</summary>
    public const string Reject = "reject";
}
