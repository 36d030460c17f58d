using OpenCode.Benchmarks.Server;

namespace OpenCode.Benchmarks.Comparisons;

/// <summary>Sends a prompt, and reads the streamed response.</summary>
internal static class PromptReading
{
    /// <exception cref="InvalidOperationException">The response differs from what the server sends.</exception>
    public static async Task ReadAsync(OpenCodeClient client, string sessionId, EventHub? hub, int deltas, CancellationToken cancellationToken)
    {
        var length = 0;
        PromptEnd? end = null;
        await foreach (var update in client.Session.PromptStreamingAsync(sessionId, "Write.", TurnOptions.Unattended with { Hub = hub }, cancellationToken))
        {
            end = update as PromptEnd;
            length += update is PromptTextDelta delta ? delta.Text.Length : 0;
        }

        if (end is not PromptCompleted || length != deltas * Turn.Delta.Length)
        {
            throw new InvalidOperationException($"The turn ended as {end?.GetType().Name} after {length} characters: {end?.Reason}");
        }
    }
}
