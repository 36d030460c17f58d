using OpenCode.Models;

namespace OpenCode;

/// <summary>The reply of a handler to a permission request. The default value, <see cref="None"/>, leaves the request undecided.</summary>
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

    /// <summary>Leaves the request to the policy.</summary>
    public static PermissionDecision None => default;

    /// <summary>Allows what the agent asks for, this once.</summary>
    public static PermissionDecision AllowOnce => new(PermissionReply.Once, null);

    /// <summary>Allows what the agent asks for, now and for the patterns in <see cref="PermissionRequest.Always"/> from now on.</summary>
    public static PermissionDecision AllowAlways => new(PermissionReply.Always, null);

    /// <summary>The reply; the default value if there is none.</summary>
    public PermissionReply Reply { get; }

    /// <summary>What the agent is told with a rejection; null if nothing.</summary>
    public string? Message { get; }

    /// <summary>Whether there is a reply.</summary>
    public bool HasReply => Reply != default;

    /// <summary>Rejects what the agent asks for.</summary>
    /// <param name="message">
    /// What the agent is told. With a message the agent goes on and takes the message into account; without one the server ends
    /// the turn without an answer.
    /// </param>
    public static PermissionDecision Reject(string? message = null) => new(PermissionReply.Reject, message);

    /// <summary>A reply without a message.</summary>
    /// <param name="reply">The reply; the default value stands for <see cref="None"/>.</param>
    public static implicit operator PermissionDecision(PermissionReply reply) => new(reply, null);

    /// <summary>A reply without a message.</summary>
    /// <param name="reply">The reply; the default value stands for <see cref="None"/>.</param>
    public static PermissionDecision FromPermissionReply(PermissionReply reply) => reply;
}
