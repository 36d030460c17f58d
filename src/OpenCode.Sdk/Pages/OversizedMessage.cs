namespace OpenCode.Pages;

/// <summary>A message that was skipped because it is larger than <see cref="OpenCodeClientOptions.MaxResponseBytes"/> on its own.</summary>
/// <param name="MessageId">The identifier of the message; null if the server does not tell.</param>
/// <param name="Reason">The exception that reading the message threw.</param>
internal sealed record OversizedMessage(string? MessageId, OpenCodeProtocolException Reason);
