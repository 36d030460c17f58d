using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Testing;
using static OpenCode.Agents.Tests.Contents;

namespace OpenCode.Agents.Tests;

/// <summary>Questions of the agent as calls of a function that the caller has.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class QuestionTests
{
    private static readonly (string Name, object Result, string[] Answers)[] s_answers =
    [
        ("text", "B", ["B"]),
        ("list", new[] { "A", "B" }, ["A", "B"]),
        ("list of lists", new List<List<string>> { new() { "B" } }, ["B"]),
        ("decision", QuestionDecision.Choose("A"), ["A"]),
        ("JSON text", JsonDocument.Parse("\"B\"").RootElement, ["B"]),
        ("JSON list", JsonDocument.Parse("""["A","B"]""").RootElement, ["A", "B"]),
        ("JSON list of lists", JsonDocument.Parse("""[["B"]]""").RootElement, ["B"]),
    ];

    private static IEnumerable<TestCaseData> Answers => s_answers.Select((a, n) => new TestCaseData(n).SetArgDisplayNames(a.Name));

    [TestCaseSource(nameof(Answers))]
    public async Task A_question_is_answered(int number, CancellationToken cancellationToken)
    {
        var (_, result, answers) = s_answers[number];
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var question = (await fake.Agent.RunAsync("Go", session, null, cancellationToken)).Question();
        Assert.That((question.Name, question.GetQuestions()!.Single().Question), Is.EqualTo(("question", "Which?")));
        var last = await fake.Agent.RunAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent(question.CallId, result)])], session, null, cancellationToken);
        Assert.That(last.Text, Is.EqualTo("Thank you."));
        Assert.That(fake.Server.QuestionReplies.Single().Answers!.Single(), Is.EqualTo(answers));
    }

    [Test]
    public async Task A_question_is_dismissed([Values] bool isException, CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var question = (await fake.Agent.RunAsync("Go", session, null, cancellationToken)).Question();
        var content = isException ? new FunctionResultContent(question.CallId, null) { Exception = new InvalidOperationException("Nobody knows.") } : question.CreateAnswer(QuestionDecision.Reject);
        var last = await fake.Agent.RunAsync(Reply(content), session, null, cancellationToken);
        Assert.That((last.FinishReason?.Value, fake.Server.QuestionReplies.Single().Answers), Is.EqualTo(("rejected", (IReadOnlyList<IReadOnlyList<string>>?)null)));
    }

    [Test]
    public async Task Answers_that_do_not_fit_are_refused(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var question = (await fake.Agent.RunAsync("Go", session, null, cancellationToken)).Question();
        object?[] odd = [null, 17, JsonDocument.Parse("{}").RootElement, JsonDocument.Parse("[1]").RootElement, QuestionDecision.Choose("A", "B"), new List<List<string>>()];
        foreach (var result in odd)
        {
            await Failure.OfAsync<ArgumentException>(() => fake.Agent.RunAsync(Reply(new FunctionResultContent(question.CallId, result)), session, null, cancellationToken));
        }

        Assert.That(fake.Server.QuestionReplies, Is.Empty);
        Assert.That(() => question.CreateAnswer(QuestionDecision.None), Throws.ArgumentException);
        Assert.That(() => new FunctionCallContent("c1", "question").CreateAnswer(QuestionDecision.Reject), Throws.ArgumentException);
        Assert.That((await fake.Agent.RunAsync(Reply(question.CreateAnswer(QuestionDecision.Tell("B"))), session, null, cancellationToken)).Text, Is.EqualTo("Thank you."));
    }

    [Test]
    public async Task Questions_survive_serialization(CancellationToken cancellationToken)
    {
        await using var fake = Asking();
        var session = await fake.SessionAsync();
        var content = (await fake.Agent.RunAsync("Go", session, null, cancellationToken)).Question();
        var type = AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent));
        var question = (FunctionCallContent)JsonSerializer.Deserialize(JsonSerializer.Serialize(content, type), type)!;
        Assert.That(question.GetQuestions()!.Single().Options.Select(o => o.Label), Is.EqualTo(new[] { "A", "B" }));
        var answer = (AIContent)JsonSerializer.Deserialize(JsonSerializer.Serialize(question.CreateAnswer(QuestionDecision.Choose("B")), type), type)!;
        await using var other = fake.Another();
        Assert.That((await other.RunAsync(Reply(answer), await FakeAgent.CopyAsync(other, session), null, cancellationToken)).Text, Is.EqualTo("Thank you."));
    }

    private static FakeAgent Asking()
    {
        var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn => turn.Question("Which?", "A", "B").Text("Thank you."));
        return fake;
    }
}
