namespace OpenCode.Requests;

/// <summary>The options of the view that built a request. A caller can add others to the request.</summary>
internal sealed record ViewOptions(OpenCodeRequestOptions Options) : IRequestOption;
