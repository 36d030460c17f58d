namespace OpenCode.Pages;

/// <summary>
/// Represents a skipped message: it is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/> on its own, or the server
/// can't write it.
/// </summary>
/// <param name="MessageId">The identifier of the message; null if the server does not report it.</param>
/// <param name="Reason">The exception that reading the message threw.</param>
internal sealed record SkippedMessage(string? MessageId, OpenCodeException Reason);
