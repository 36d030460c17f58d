namespace OpenCode;

/// <summary>
/// Thrown when a turn that <c>RunAsync</c> waits for ends without a complete response, or with a response that is not the
/// requested object.
/// </summary>
public sealed class OpenCodeTurnException : OpenCodeException
{
    /// <summary>Initializes an exception, for example in a test.</summary>
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
    /// Gets how the turn ended. <see cref="PromptEnd.Result"/> contains the response so far. The value is a
    /// <see cref="PromptCompleted"/> if the response is complete but is not the requested object.
    /// </summary>
    public PromptEnd End { get; }

    /// <summary>Gets the response so far.</summary>
    public TurnResult Result => End.Result;
}
