using CsCheck;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.Agents.Tests.Contents;

namespace OpenCode.Agents.Tests;

/// <summary>What holds for all turns, whatever the agent asks, and whoever goes on with them.</summary>
public sealed class PropertyTests
{
    private const int Samples = 40;

    private static readonly Gen<string> s_word = Gen.Char["abc \n{}\"äß€"].Array[1, 6].Select(c => $"<{new string(c)}>");

    private static readonly Gen<Step> s_step = Gen.OneOf(
        s_word.Array[1, 3].Select<string[], Step>(w => new($"text {string.Concat(w)}", turn => turn.Text(w), string.Concat(w))),
        s_word.Select<string, Step>(w => new($"tool {w}", turn => turn.Tool("read", "{}", output: w))),
        s_word.Select<string, Step>(w => new($"asks {w}", turn => turn.Tool("bash", "{}", tool => tool.AskPermission(w).Return(w)), Asks: true)),
        s_word.Select<string, Step>(w => new($"question {w}", turn => turn.Question(w, "A", "B"), Asks: true)),
        s_word.Select<string, Step>(w => new($"agent {w}", turn => turn.SubAgent("Look", sub => sub.Tool("bash", "{}", tool => tool.AskPermission(w).Return(w)).Text(w)), Asks: true)));

    /// <summary>How the caller goes on after a request: what it responds, streamed or not, and in this process or in another.</summary>
    private static readonly Gen<Way> s_way = Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Bool, Gen.Bool, (reply, isStreamed, isElsewhere, asksAgain) => new Way(reply, isStreamed, isElsewhere, asksAgain));

    [Test]
    public async Task All_runs_together_are_the_turn() =>
        await Gen.Select(s_step.Array[0, 6], s_way.Array[8]).SampleAsync(
            (steps, ways) => FollowAsync(steps, ways), iter: Samples, threads: 1, print: s => $"{string.Join(", ", s.Item1.Select(t => t.Name))} | {string.Join(", ", s.Item2.Select(w => w))}");

    private static async Task FollowAsync(Step[] steps, Way[] ways)
    {
        await using var fake = new FakeAgent();
        fake.Server.WhenPrompted(turn =>
        {
            foreach (var step in steps)
            {
                step.Write(turn);
            }

            turn.Text("<end>");
        });
        List<AgentResponse> responses = [];
        HashSet<string> asked = [];
        var session = await fake.SessionAsync();
        IEnumerable<ChatMessage> messages = [new(ChatRole.User, "Go")];
        var runs = 0;
        while (true)
        {
            var way = ways[runs++ % ways.Length];
            await using var other = fake.Another();
            AIAgent agent = way.IsElsewhere ? other : fake.Agent;
            session = way.IsElsewhere ? await FakeAgent.CopyAsync(agent, session) : session;
            var response = await FakeAgent.RunAsync(agent, messages, session, null, way.IsStreamed);
            responses.Add(response);
            var requests = response.Of<ToolApprovalRequestContent>().Cast<AIContent>().Concat(response.Of<FunctionCallContent>().Where(c => c.GetQuestions() is not null)).ToList();
            if (requests.Count == 0)
            {
                break;
            }

            Assert.That(session.PendingRequestIds, Is.EqualTo(requests.Select(Id)));
            if (way.AsksAgain)
            {
                var again = await FakeAgent.RunAsync(agent, [], session, null, way.IsStreamed);
                Assert.That(again.Messages.SelectMany(m => m.Contents).Select(c => c.GetType()), Is.EqualTo(requests.Select(r => r.GetType())), "Nothing new but the requests.");
            }

            Assert.That(requests.Select(Id).Where(asked.Add).Count(), Is.EqualTo(requests.Count), "Each request comes once if it is responded to.");
            messages = Reply([.. requests.Select(r => way.Respond(r))]);
        }

        Assert.That(string.Concat(responses.SelectMany(r => r.Of<TextContent>())), Is.EqualTo(string.Concat(steps.Select(s => s.Text)) + "<end>"));
        var calls = responses.SelectMany(r => r.Of<FunctionCallContent>()).Where(c => c.GetQuestions() is null).Select(c => c.CallId).ToList();
        Assert.That(responses.SelectMany(r => r.Of<FunctionResultContent>()).Select(c => c.CallId), Is.EqualTo(calls).And.Unique);
        Assert.That((calls.Count, asked.Count), Is.EqualTo((steps.Count(s => s.Text.Length == 0), steps.Count(s => s.Asks))));
        Assert.That(fake.Server.PermissionReplies.Count + fake.Server.QuestionReplies.Count, Is.EqualTo(asked.Count));
        Assert.That((fake.Server.Prompts.Count(p => p.Text == "Go"), session.PendingRequestIds.Count), Is.EqualTo((1, 0)));
        Assert.That(responses.Count(r => r.Usage is not null), Is.EqualTo(1), "The run that ends the turn has its usage.");
    }

    private static string Id(AIContent request) => request is ToolApprovalRequestContent approval ? approval.RequestId : ((FunctionCallContent)request).CallId;

    private sealed record Step(string Name, Action<FakeTurn> Write, string Text = "", bool Asks = false);

    private sealed record Way(int Reply, bool IsStreamed, bool IsElsewhere, bool AsksAgain)
    {
        public AIContent Respond(AIContent request) => request switch
        {
            ToolApprovalRequestContent approval => Reply switch
            {
                0 => approval.CreateResponse(approved: true),
                1 => approval.CreateResponse(approved: false, "Not now."),
                _ => approval.CreateResponse(approved: false),
            },
            FunctionCallContent question => question.CreateAnswer(Reply == 0 ? QuestionDecision.Choose("A") : QuestionDecision.Tell("Neither")),
            _ => throw new InvalidOperationException(),
        };
    }
}
