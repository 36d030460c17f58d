namespace OpenCode;

/// <summary>A turn that <c>RunAsync</c> waited for has ended without a complete answer, or with one that is not what was asked for.</summary>
public sealed class OpenCodeTurnException : OpenCodeException
{
    internal OpenCodeTurnException(PromptEnd end, string? message = null, Exception? innerException = null)
        : base(message ?? end.Reason, innerException)
    {
        End = end;
    }

    /// <summary>
    /// How the turn has ended, with what there is of the answer in <see cref="PromptEnd.Result"/>. It is a
    /// <see cref="PromptCompleted"/> if the answer is complete, but is not the object that was asked for.
    /// </summary>
    public PromptEnd End { get; }

    /// <summary>What there is of the answer.</summary>
    public TurnResult Result => End.Result;
}
