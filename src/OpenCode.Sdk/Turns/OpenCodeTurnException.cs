namespace OpenCode;

/// <summary>A turn that <c>RunAsync</c> waited for ended without a complete answer, or with an answer that is not the requested object.</summary>
public sealed class OpenCodeTurnException : OpenCodeException
{
    /// <summary>Initializes an exception, for example for a test.</summary>
    /// <param name="end">How the turn ended.</param>
    /// <param name="message">The message; null for <see cref="PromptEnd.Reason"/>.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="end"/> is null.</exception>
    public OpenCodeTurnException(PromptEnd end, string? message = null, Exception? innerException = null)
        : base(message ?? (end ?? throw new ArgumentNullException(nameof(end))).Reason, innerException)
    {
        End = end ?? throw new ArgumentNullException(nameof(end));
    }

    /// <summary>
    /// How the turn ended. <see cref="PromptEnd.Result"/> contains the answer so far. The value is a
    /// <see cref="PromptCompleted"/> if the answer is complete but is not the requested object.
    /// </summary>
    public PromptEnd End { get; }

    /// <summary>The answer so far.</summary>
    public TurnResult Result => End.Result;
}
