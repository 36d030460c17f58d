using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>What holds for all turns and all histories.</summary>
public sealed partial class PropertyTests
{
    private const int Samples = 60;

    private static readonly Gen<string> s_word = Gen.Char["abc \n{}\"äß€"].Array[1, 6].Select(c => new string(c)).Where(w => w.Trim().Length > 0).Select(w => $"<{w}>");

    private static readonly Gen<(string Name, Action<FakeTurn> Write)> s_step = Gen.OneOf(
        s_word.Array[1, 3].Select<string[], (string, Action<FakeTurn>)>(w => ($"text {string.Concat(w)}", turn => turn.Text(w))),
        s_word.Array[1, 3].Select<string[], (string, Action<FakeTurn>)>(w => ($"reasoning {string.Concat(w)}", turn => turn.Reasoning(w))),
        s_word.Select<string, (string, Action<FakeTurn>)>(w => ($"tool {w}", turn => turn.Tool("read", """{"path":"a"}""", output: w))),
        s_word.Select<string, (string, Action<FakeTurn>)>(w => ($"written {w}", turn => turn.Tool("bash", "{}", tool => tool.Write(w).Return($"{w}!")))),
        s_word.Select<string, (string, Action<FakeTurn>)>(w => ($"failed {w}", turn => turn.Tool("bash", "{}", tool => tool.Fail(w)))),
        s_word.Select<string, (string, Action<FakeTurn>)>(w => ($"agent {w}", turn => turn.SubAgent("Look", sub => sub.Text(w).Usage(input: 3, output: 4)))),
        Gen.Const<(string, Action<FakeTurn>)>(("cut", turn => turn.CutStreams())),
        Gen.Int[1, 100].Select<int, (string, Action<FakeTurn>)>(n => ($"usage {n}", turn => turn.Usage(input: n, output: 2, reasoning: 1, cacheRead: 5, cost: 0.25m))));

    private static readonly Gen<ChatMessage> s_message = Gen.Select(Gen.Int[0, 3].Select(n => new[] { "user", "assistant", "tool", "system" }[n]), s_word.Array[0, 2], (role, words) => new ChatMessage(new ChatRole(role), [.. words.Select(w => new TextContent(w))]));

    [Test]
    public async Task A_stream_is_the_response() =>
        await s_step.Array[0, 6].SampleAsync(CompareAsync, iter: Samples, threads: 1, print: steps => string.Join(", ", steps.Select(s => s.Name)));

    [Test]
    public async Task All_that_was_said_is_in_the_prompt_in_its_order() =>
        await s_message.Array[0, 6].SampleAsync(SendAsync, iter: Samples, threads: 1, print: messages => string.Join(", ", messages.Select(m => $"{m.Role}: {m.Text}")));

    private static async Task CompareAsync((string Name, Action<FakeTurn> Write)[] steps)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn =>
        {
            foreach (var step in steps)
            {
                step.Write(turn);
            }

            turn.Text("<end>");
        });
        var streamed = await fake.Chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        var whole = await fake.Chat.GetResponseAsync("Hi");
        Assert.That(Describe(streamed), Is.EqualTo(Describe(whole)));
        Assert.That(whole.Text, Does.EndWith("<end>"));
    }

    private static async Task SendAsync(ChatMessage[] messages)
    {
        await using var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        var said = messages.Where(m => m.Role != ChatRole.System).SelectMany(m => m.Contents).Select(c => ((TextContent)c).Text).ToList();
        if (said.Count == 0)
        {
            await Failure.OfAsync<ArgumentException>(() => fake.Chat.GetResponseAsync(messages));
            Assert.That(fake.Server.Requests, Is.Empty);
            return;
        }

        await fake.Chat.GetResponseAsync(messages);
        var at = 0;
        foreach (var text in said)
        {
            at = fake.Prompt.Text.IndexOf(text, at, StringComparison.Ordinal);
            Assert.That(at, Is.GreaterThanOrEqualTo(0), text);
            at += text.Length;
        }

        Assert.That(fake.Prompt.System ?? "", Is.EqualTo(string.Join("\n\n", messages.Where(m => m.Role == ChatRole.System).SelectMany(m => m.Contents))));
        Assert.That(fake.Prompt.Parts, Is.All.InstanceOf<TextPartInput>());
    }

    /// <summary>
    /// All that both ways must agree about. A stream gives the result of a tool when it comes, so that calls which follow each other are
    /// one message or several.
    /// </summary>
    private static string Describe(ChatResponse response) =>
        $"{Contents(response, isTool: false)} {Contents(response, isTool: true)} {response.FinishReason} {response.ModelId} {response.Usage!.InputTokenCount} {response.Usage.OutputTokenCount} " +
        $"{response.Usage.TotalTokenCount} {response.Usage.CachedInputTokenCount} {response.Usage.ReasoningTokenCount} {response.AdditionalProperties![OpenCodeChatProperties.Cost]}";

    private static string Contents(ChatResponse response, bool isTool) =>
        SessionId().Replace(string.Join('|', response.Messages.Where(m => (m.Role == ChatRole.Tool) == isTool).SelectMany(m => m.Contents).Select(ResponseTests.Shape)), "ses");

    /// <summary>A sub-agent has a session of its own, which its result names.</summary>
    [GeneratedRegex(@"ses_\w+")]
    private static partial Regex SessionId();
}
