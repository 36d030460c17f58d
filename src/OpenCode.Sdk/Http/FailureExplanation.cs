using OpenCode.Calls;

namespace OpenCode.Http;

/// <summary>Returns the failure of a call, or a failure that describes the cause more specifically.</summary>
internal delegate Task<OpenCodeException> FailureExplanation(OpenCodeException failure, Call call, CancellationToken cancellationToken);
