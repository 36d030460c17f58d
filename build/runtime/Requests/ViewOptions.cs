namespace OpenCode.Requests;

/// <summary>What the view asks for that made a request; apart from what a caller may add to the request.</summary>
internal sealed record ViewOptions(OpenCodeRequestOptions Options) : IRequestOption;
