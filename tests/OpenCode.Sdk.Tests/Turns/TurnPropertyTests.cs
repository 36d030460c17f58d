using System.Text;
using CsCheck;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>Whatever order the events of a turn come in, no text is lost, nothing waits forever, and the end is the server's.</summary>
[Category("Slow")]
public sealed class TurnPropertyTests
{
#if LIBRARY_NETSTANDARD
    // The state machine has no code of its own for .NET Standard; the builds differ in how they wait and read.
    private const int Cases = 1_000;
#else
    private const int Cases = 10_000;
#endif

    private static readonly Gen<TurnDelivery> s_deliveries =
        Gen.Select(Gen.Int[0, TurnDelivery.Recordings - 1], Gen.Double.Unit, Gen.Int.NonNegative, TurnDelivery.Create);

    /// <summary>A failure prints the seed; <c>CsCheck_Seed</c> repeats it.</summary>
    [Test]
    public async Task Any_order_of_events_gives_the_whole_text_and_the_right_end() =>
        await s_deliveries.SampleAsync(CheckAsync, iter: Cases, print: d => $"{d}: {d.Failure}");

    private static async Task WatchAsync(TurnDelivery turn)
    {
        using var server = new RecordedTurnServer(turn);
        using var client = server.CreateClient();
        var updates = new List<PromptUpdate>();
        var prompt = new SessionPromptRequest { Parts = [new TextPartInput { Id = turn.Recording.PartId, Text = "Do it" }] };
        var options = new TurnOptions { PermissionPolicy = PermissionPolicy.AllowOnce, QuestionPolicy = QuestionPolicy.Reject, AbortWhenCancelled = false, ResponseTimeout = TimeSpan.FromDays(20), MaxRetryDelay = Timeout.InfiniteTimeSpan };
        try
        {
            await foreach (var update in client.Session.PromptStreamingAsync(turn.Recording.SessionId, prompt, options, server.Hung))
            {
                updates.Add(update);
            }
        }
        catch (OperationCanceledException e) when (server.Hung.IsCancellationRequested)
        {
            throw new TimeoutException($"The turn does not end: {server}", e);
        }

        var end = (PromptEnd)updates[^1];
        Check(updates.OfType<PromptEnd>().Count() == 1, "there is one end");
        Check(end.GetType().Name == turn.Recording.End, $"the end is {turn.Recording.End} and not {end.GetType().Name}: {end.Reason}");
        Check(!updates.OfType<PromptTextReplaced>().Any(), "no text is replaced");
        CheckTexts(turn, updates);
        if (end is PromptCompleted completed)
        {
            var stored = turn.Messages.Single(m => (string)m["info"]!["id"]! == completed.Message.Id);
            Check(Finish(completed.Message) is not "tool-calls", "the last message is the answer");
            Check(JToken.DeepEquals(new JArray(completed.Parts.Select(Json)), stored["parts"]), "the parts are the server's");
        }
    }

    /// <summary>All deltas of a part together are its final text.</summary>
    private static void CheckTexts(TurnDelivery turn, List<PromptUpdate> updates)
    {
        var deltas = updates.Select(u => u switch
        {
            PromptTextDelta d => (d.PartId, d.Text),
            PromptReasoningDelta d => (d.PartId, d.Text),
            _ => (PartId: "", Text: ""),
        }).Where(d => d.PartId.Length > 0).GroupBy(d => d.PartId).ToDictionary(d => d.Key, d => string.Concat(d.Select(t => t.Text)));
        foreach (var part in turn.Messages.Where(m => (string)m["info"]!["role"]! == "assistant" && m["info"]!["summary"] is null).SelectMany(m => m["parts"]!).Where(p => (string)p["type"]! is "text" or "reasoning" && p["time"]?["end"] is not null))
        {
            var id = (string)part["id"]!;
            var text = (string)part["text"]!;
            Check((deltas.TryGetValue(id, out var whole) ? whole : "") == text, $"the deltas of {id} are \"{text}\" and not \"{whole}\"");
        }
    }

    private static string? Finish(AssistantMessage message) => message.Finish;

    private static JToken Json(Part part) => Repository.ParseJson(Encoding.UTF8.GetString(OpenCodeJson.Write(part)));

    private static void Check(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new AssertionException(what);
        }
    }

    /// <summary>The failure is printed with the case it belongs to.</summary>
    private static async Task CheckAsync(TurnDelivery turn)
    {
        try
        {
            await WatchAsync(turn);
        }
        catch (Exception e)
        {
            turn.Failure = e.Message;
            throw;
        }
    }
}
