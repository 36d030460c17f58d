using OpenCode.Fleet.Tool.Commands;
using Spectre.Console.Cli;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>What a command line replies to a request.</summary>
public sealed class ReplySettingsTests
{
    private static readonly FleetAsk s_permission = new() { Id = "ask", Job = new("batch", 0), Permission = "bash", AskedAt = default };
    private static readonly FleetAsk s_question = s_permission with { Permission = null, Questions = [new() { Text = "Which?" }] };
    private static readonly FleetAsk s_questions = s_question with { Questions = [new() { Text = "Which?" }, new() { Text = "Why?" }] };

    [Test]
    public void A_permission_is_allowed_or_rejected()
    {
        Assert.That(new ReplySettings { Allow = true }.ReplyTo(s_permission), Is.SameAs(FleetReply.Allow));
        Assert.That(new ReplySettings { Reject = Rejection("too risky") }.ReplyTo(s_permission), Is.EqualTo(FleetReply.Reject("too risky")));
    }

    [Test]
    public void Answers_belong_to_one_question_or_to_one_each()
    {
        var settings = new ReplySettings { Answers = ["a", "b"] };
        Assert.That(settings.ReplyTo(s_question).Answers, Is.EqualTo(new[] { new[] { "a", "b" } }));
        Assert.That(settings.ReplyTo(s_questions).Answers, Is.EqualTo(new[] { new[] { "a" }, new[] { "b" } }));
    }

    [Test]
    public void A_reply_of_the_wrong_kind_is_reported()
    {
        Assert.That(() => new ReplySettings { Allow = true }.ReplyTo(s_question), Throws.TypeOf<FleetToolException>().With.Message.Contains("Use --answer or --reject."));
        Assert.That(() => new ReplySettings { Answers = ["a"] }.ReplyTo(s_permission), Throws.TypeOf<FleetToolException>().With.Message.Contains("Use --allow or --reject."));
    }

    private static FlagValue<string> Rejection(string message) => new() { IsSet = true, Value = message };
}
