using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Represents the reply of a handler to the agent's questions. The default value, <see cref="None"/>, leaves them unanswered.
/// </summary>
/// <example><code>
/// OnQuestion = (request, _) => Task.FromResult(QuestionDecision.Choose([.. request.Questions.Select(q => q.Options[0].Label)]))
/// </code></example>
public readonly record struct QuestionDecision
{
    private QuestionDecision(IReadOnlyList<IReadOnlyList<string>>? answers, string? message, bool isRejected)
    {
        Answers = answers;
        Message = message;
        IsRejected = isRejected;
    }

    /// <summary>Gets the decision that leaves the questions to the policy.</summary>
    public static QuestionDecision None => default;

    /// <summary>Gets the decision that dismisses the questions. The server then ends the turn without a response.</summary>
    public static QuestionDecision Reject => new(null, null, true);

    /// <summary>Gets the selected labels or the user's own text for each question; null if there are none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Answers { get; }

    /// <summary>Gets the text that answers every question; null if there is none.</summary>
    public string? Message { get; }

    /// <summary>Gets whether the questions are dismissed.</summary>
    public bool IsRejected { get; }

    /// <summary>Gets whether there is a reply.</summary>
    public bool HasReply => IsRejected || Answers is not null || Message is not null;

    /// <summary>Creates a decision with one label for each question.</summary>
    /// <param name="labels">
    /// One label for each question, in order. Text that is not a label is sent as the user's own answer.
    /// </param>
    public static QuestionDecision Choose(params IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new([.. labels.Select(label => (IReadOnlyList<string>)[label])], null, false);
    }

    /// <summary>Creates a decision with any number of labels for each question.</summary>
    /// <param name="answers">A list of labels for each question, in order.</param>
    public static QuestionDecision ChooseMany(IReadOnlyList<IReadOnlyList<string>> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return new(answers, null, false);
    }

    /// <summary>Creates a decision that answers every question with the same text, so that the agent continues.</summary>
    /// <param name="message">The message to the agent.</param>
    public static QuestionDecision Tell(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(null, message, false);
    }

    internal IReadOnlyList<IReadOnlyList<string>> AnswersTo(QuestionRequest request)
    {
        var message = Message;
        return Answers ?? [.. request.Questions.Select(_ => (IReadOnlyList<string>)[message!])];
    }
}
