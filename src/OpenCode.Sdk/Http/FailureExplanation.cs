using OpenCode.Calls;

namespace OpenCode.Http;

/// <summary>Returns the failure of a call, or one that says more about its cause.</summary>
internal delegate Task<OpenCodeException> FailureExplanation(OpenCodeException failure, Call call, CancellationToken cancellationToken);
