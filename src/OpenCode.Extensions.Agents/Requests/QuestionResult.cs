using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OpenCode.Agents.Requests;

/// <summary>Converts between answers to questions and results of functions.</summary>
internal static class QuestionResult
{
    private const string Forms = "It must be a string, a list with one string for each question, a list of lists of strings, or a QuestionDecision.";

    public static FunctionResultContent Write(string callId, QuestionDecision decision)
    {
        if (decision.IsRejected)
        {
            return new(callId, "The questions are dismissed.") { AdditionalProperties = new() { [ReplyWords.Key] = ReplyWords.Reject } };
        }

        return decision.Answers is { } answers ? new(callId, Json(answers)) : new(callId, decision.Message);
    }

    /// <param name="content">The result.</param>
    /// <param name="count">The number of questions.</param>
    /// <exception cref="ArgumentException">
    /// The result has an unsupported type, or its number of answers differs from the number of questions.
    /// </exception>
    public static QuestionDecision Read(FunctionResultContent content, int count)
    {
        if (content.Exception is not null || (content.AdditionalProperties?.TryGetValue(ReplyWords.Key, out var word) == true && Convert.ToString(word, CultureInfo.InvariantCulture) == ReplyWords.Reject))
        {
            return QuestionDecision.Reject;
        }

        return content.Result switch
        {
            QuestionDecision { HasReply: true } decision => Checked(content, decision, count),
            string text => QuestionDecision.Tell(text),
            IEnumerable<string> texts => One(content, [.. texts], count),
            IEnumerable<IEnumerable<string>> lists => Checked(content, QuestionDecision.ChooseMany([.. lists.Select(l => (IReadOnlyList<string>)[.. l])]), count),
            JsonElement { ValueKind: JsonValueKind.String } json => QuestionDecision.Tell(json.GetString()!),
            JsonElement { ValueKind: JsonValueKind.Array } json when json.EnumerateArray().All(IsText) => One(content, [.. Texts(json)], count),
            JsonElement { ValueKind: JsonValueKind.Array } json when json.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Array && e.EnumerateArray().All(IsText)) =>
                Checked(content, QuestionDecision.ChooseMany([.. json.EnumerateArray().Select(e => (IReadOnlyList<string>)[.. Texts(e)])]), count),
            null => throw new ArgumentException($"The answer to the question {content.CallId} is null. {Forms}"),
            var other => throw new ArgumentException($"The type of the answer to the question {content.CallId} is {other.GetType().Name}. {Forms}"),
        };
    }

    /// <summary>
    /// For one question, the strings are its choices. For several questions, each string is the answer to one question.
    /// </summary>
    private static QuestionDecision One(FunctionResultContent content, IReadOnlyList<string> texts, int count) =>
        Checked(content, count == 1 ? QuestionDecision.ChooseMany([texts]) : QuestionDecision.Choose([.. texts]), count);

    private static QuestionDecision Checked(FunctionResultContent content, QuestionDecision decision, int count) => decision.Answers is null || decision.Answers.Count == count
        ? decision
        : throw new ArgumentException(FormattableString.Invariant($"The answer to the question {content.CallId} has {decision.Answers.Count} elements, but there are {count} questions. {Forms}"));

    private static bool IsText(JsonElement json) => json.ValueKind == JsonValueKind.String;

    private static IEnumerable<string> Texts(JsonElement json) => json.EnumerateArray().Select(e => e.GetString()!);

    private static JsonElement Json(IReadOnlyList<IReadOnlyList<string>> answers)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            foreach (var answer in answers)
            {
                writer.WriteStartArray();
                foreach (var label in answer)
                {
                    writer.WriteStringValue(label);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}
