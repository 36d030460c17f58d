using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OpenCode;
using OpenCode.Models;

namespace Company.WebApp;

/// <summary>A prompt.</summary>
/// <param name="Text">The text.</param>
/// <param name="SessionId">The session to continue, or null for a new session.</param>
internal sealed record Prompt(string Text, string? SessionId = null);

/// <summary>The endpoint <c>POST /prompts</c>, which streams the response as server-sent events.</summary>
internal static class Prompts
{
    public static void MapPrompts(this IEndpointRouteBuilder app) =>
        app.MapPost("/prompts", (Prompt prompt, OpenCodeClient client, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(StreamAsync(prompt, client, cancellationToken)));

    /// <summary>Yields the session, then the response, and finally how the turn ended. If the caller disconnects, the agent stops.</summary>
    private static async IAsyncEnumerable<SseItem<string>> StreamAsync(Prompt prompt, OpenCodeClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sessionId = prompt.SessionId ?? (await client.Session.CreateAsync(cancellationToken: cancellationToken)).Id;
        yield return new(sessionId, "session");

        // No user can reply to the agent. Permissions that the configuration doesn't allow are rejected.
        await foreach (var update in client.Session.PromptStreamingAsync(sessionId, prompt.Text, TurnOptions.Unattended, cancellationToken))
        {
            switch (update)
            {
                case PromptTextDelta delta:
                    yield return new(delta.Text, "text");
                    break;
                case PromptToolChanged { Part: { State: ToolStateCompleted completed } tool }:
                    yield return new($"{tool.Tool}: {completed.Title}", "tool");
                    break;
                case PromptCompleted:
                    yield return new("", "completed");
                    break;
                case PromptEnd end:
                    yield return new(end.Reason, "failed");
                    break;
            }
        }
    }
}
