using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents the reply of a handler to a permission request. The default value, <see cref="None"/>, leaves the request
/// undecided.
/// </summary>
/// <example><code>
/// OnPermission = (request, _) => Task.FromResult(request.Permission == "bash"
///     ? PermissionDecision.Reject("Use the test runner instead.")
///     : PermissionDecision.AllowOnce)
/// </code></example>
public readonly record struct PermissionDecision
{
    private PermissionDecision(PermissionReply reply, string? message)
    {
        Reply = reply;
        Message = message;
    }

    /// <summary>Gets the decision that leaves the request to the policy.</summary>
    public static PermissionDecision None => default;

    /// <summary>Gets the decision that allows the request once.</summary>
    public static PermissionDecision AllowOnce => new(PermissionReply.Once, null);

    /// <summary>
    /// Gets the decision that allows the request, and later requests that match <see cref="PermissionRequest.Always"/>.
    /// </summary>
    public static PermissionDecision AllowAlways => new(PermissionReply.Always, null);

    /// <summary>Gets the reply; the default value if there is none.</summary>
    public PermissionReply Reply { get; }

    /// <summary>Gets the message to the agent with a rejection; null if there is none.</summary>
    public string? Message { get; }

    /// <summary>Gets whether there is a reply.</summary>
    public bool HasReply => Reply != default;

    /// <summary>Creates the decision that rejects the request.</summary>
    /// <param name="message">
    /// The message to the agent. With a message, the agent continues and considers the message. Without a message, the server
    /// ends the turn without a response.
    /// </param>
    public static PermissionDecision Reject(string? message = null) => new(PermissionReply.Reject, message);

    /// <summary>Creates a decision without a message.</summary>
    /// <param name="reply">The reply. The default value means <see cref="None"/>.</param>
    public static implicit operator PermissionDecision(PermissionReply reply) => new(reply, null);

    /// <summary>Creates a decision without a message.</summary>
    /// <param name="reply">The reply. The default value means <see cref="None"/>.</param>
    public static PermissionDecision FromPermissionReply(PermissionReply reply) => reply;
}
