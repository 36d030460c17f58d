namespace OpenCode.Requests;

/// <summary>The name of a request's operation in the server's OpenAPI document, for logs and traces.</summary>
internal sealed record OperationName(string Value) : IRequestOption;
