using OpenCode.Models;

namespace OpenCode.Testing;

/// <summary>A reply from the application to the questions of an agent.</summary>
/// <param name="Request">The question request of the agent.</param>
/// <param name="Answers">The selected labels of each question, in the order of the questions; null if the questions were dismissed.</param>
public sealed record FakeQuestionReply(QuestionRequest Request, IReadOnlyList<IReadOnlyList<string>>? Answers);
