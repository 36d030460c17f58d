namespace OpenCode.Requests;

/// <summary>The name a request's operation has in the server's document, for logs and traces.</summary>
internal sealed record OperationName(string Value) : IRequestOption;
