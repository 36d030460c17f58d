namespace OpenCode.Agents.Requests;

/// <summary>Contains values of a response's additional properties for which the framework has no members.</summary>
internal static class ReplyWords
{
    public const string Key = "opencode.reply";

    /// <summary>Approves the request and similar future requests.</summary>
    public const string Always = "always";

    /// <summary>Rejects the request and ends the turn.</summary>
    public const string Stop = "stop";

    /// <summary>Dismisses the questions.</summary>
    public const string Reject = "reject";
}
