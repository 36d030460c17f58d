using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace OpenCode.Samples;

/// <summary>Runs a workflow: an opencode agent writes and requests approval for a command, and another model reviews the text.</summary>
public static class Newsroom
{
    /// <summary>The prompt for the workflow.</summary>
    public const string Prompt = "Count the letters of the word review in the newsroom.";

    /// <summary>Runs the workflow, and approves the requests of the agent.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="output">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the agents.</param>
    public static async Task RunAsync(OpenCodeClient client, TextWriter output, CancellationToken cancellationToken)
    {
        await using var writer = client.AsAIAgent(new() { Name = "writer", Description = "Works with files and commands." });
        using var model = new Reviewer();
        var reviewer = new ChatClientAgent(model, instructions: "Review the text of the writer.", name: "reviewer");
        var workflow = AgentWorkflowBuilder.BuildSequential(writer, reviewer);
        await using var run = await InProcessExecution.RunStreamingAsync(workflow, new List<ChatMessage> { new(ChatRole.User, Prompt) }, cancellationToken: cancellationToken);
        await run.TrySendMessageAsync(new TurnToken(emitEvents: false));
        await foreach (var happening in run.WatchStreamAsync(cancellationToken))
        {
            if (happening is RequestInfoEvent { Request: var request } && request.TryGetDataAs<ToolApprovalRequestContent>(out var approval))
            {
                var permission = approval.GetPermission()!;
                await output.WriteLineAsync($"The writer requests approval for {permission.Permission}: {string.Join(", ", permission.Patterns)}");
                await run.SendResponseAsync(request.CreateResponse(approval.CreateResponse(approved: true)));
            }
            else if (happening is WorkflowOutputEvent result && result.Is<List<ChatMessage>>(out var messages))
            {
                foreach (var message in messages.Where(m => m.Role == ChatRole.Assistant && m.Text.Length > 0))
                {
                    await output.WriteLineAsync($"{message.AuthorName}: {message.Text}");
                }
            }
            else if (happening is WorkflowErrorEvent { Exception: { } failure })
            {
                throw new InvalidOperationException("The workflow failed.", failure);
            }
        }
    }

    /// <summary>Scripts a model that runs a command, and reports its output.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.FollowsTool) switch
        {
            (false, _) => new DemoText("Letters"),
            (true, false) => new DemoToolCall("bash", """{"command":"expr length review","description":"Counts letters"}"""),
            _ => new DemoText("The word has 6 letters."),
        },
    ];

    /// <summary>Simulates another model.</summary>
    private sealed class Reviewer : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Any(m => m.Text.Contains("6 letters", StringComparison.Ordinal)) ? "I agree: 6 letters." : "There is no text.")));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
