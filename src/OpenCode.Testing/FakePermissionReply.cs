using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>A reply from the application to a permission request.</summary>
/// <param name="Request">The permission request of the agent.</param>
/// <param name="Reply">The reply.</param>
/// <param name="Message">The message to the agent; null if there is none.</param>
public sealed record FakePermissionReply(PermissionRequest Request, PermissionReply Reply, string? Message);
