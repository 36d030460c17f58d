using OpenCode.Models;

namespace OpenCode;

/// <summary>The reply of a handler to the agent's questions. The default value, <see cref="None"/>, leaves them unanswered.</summary>
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

    /// <summary>Leaves the questions to the policy.</summary>
    public static QuestionDecision None => default;

    /// <summary>Dismisses the questions. The server then ends the turn without an answer.</summary>
    public static QuestionDecision Reject => new(null, null, true);

    /// <summary>For each question the chosen labels, or text of the user's own; null if there are none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Answers { get; }

    /// <summary>The text that answers every question; null if there is none.</summary>
    public string? Message { get; }

    /// <summary>Whether the questions are dismissed.</summary>
    public bool IsRejected { get; }

    /// <summary>Whether there is a reply.</summary>
    public bool HasReply => IsRejected || Answers is not null || Message is not null;

    /// <summary>Chooses one label for each question.</summary>
    /// <param name="labels">One label for each question, in order; a text that is no label is passed on as the user's own.</param>
    public static QuestionDecision Choose(params IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new([.. labels.Select(label => (IReadOnlyList<string>)[label])], null, false);
    }

    /// <summary>Chooses any number of labels for each question.</summary>
    /// <param name="answers">A list of labels for each question, in order.</param>
    public static QuestionDecision ChooseMany(IReadOnlyList<IReadOnlyList<string>> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return new(answers, null, false);
    }

    /// <summary>Answers every question with a text, which lets the agent go on.</summary>
    /// <param name="message">What the agent is told.</param>
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
