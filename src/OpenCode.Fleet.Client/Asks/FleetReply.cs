namespace OpenCode.Fleet;

/// <summary>Represents the reply to a permission request or a question. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetReply")]
public sealed record FleetReply
{
    /// <summary>Gets a reply that allows a permission request once.</summary>
    public static FleetReply Allow { get; } = new() { IsAllowed = true };

    /// <summary>Gets a reply that dismisses a question.</summary>
    public static FleetReply Dismiss { get; } = new();

    /// <summary>Gets whether a permission request is allowed. It is ignored for a question.</summary>
    [Id(0)]
    public bool IsAllowed { get; init; }

    /// <summary>Gets the message for the agent if a permission request is rejected; null if there is none.</summary>
    [Id(1)]
    public string? Message { get; init; }

    /// <summary>
    /// Gets the answers, one list for each question; null to dismiss the question. It is ignored for a permission request.
    /// </summary>
    [Id(2)]
    public IReadOnlyList<IReadOnlyList<string>>? Answers { get; init => field = value?.Select(Lists.Copy).ToArray(); }

    /// <summary>Creates a reply that rejects a permission request.</summary>
    /// <param name="message">The message for the agent, which continues; null to end the turn.</param>
    public static FleetReply Reject(string? message = null) => new() { Message = message };

    /// <summary>Creates a reply to a single question.</summary>
    /// <param name="answers">The answers.</param>
    public static FleetReply Answer(params IReadOnlyList<string> answers) => new() { Answers = [answers] };
}
