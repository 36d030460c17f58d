using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
using OpenCode.Testing;

namespace OpenCode.Agents.Tests;

/// <summary>An agent of a fake server.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    public FakeAgent(OpenCodeAgentOptions? options = null)
    {
        Client = Server.CreateClient();
        Agent = Another(options);
    }

    public FakeOpenCode Server { get; } = new();

    public OpenCodeClient Client { get; }

    public OpenCodeAgent Agent { get; }

    /// <summary>Another agent on the same server, as in another process.</summary>
    public OpenCodeAgent Another(OpenCodeAgentOptions? options = null) => Client.AsAIAgent((options ?? new()) with { RequestGracePeriod = TimeSpan.FromMilliseconds(1) });

    public async Task<OpenCodeAgentSession> SessionAsync() => (OpenCodeAgentSession)await Agent.CreateSessionAsync();

    /// <summary>A run, streamed or at once.</summary>
    public static async Task<AgentResponse> RunAsync(AIAgent agent, IEnumerable<ChatMessage> messages, AgentSession? session, AgentRunOptions? options, bool isStreamed, CancellationToken cancellationToken = default) => isStreamed
        ? await agent.RunStreamingAsync(messages, session, options, cancellationToken).ToAgentResponseAsync(cancellationToken)
        : await agent.RunAsync(messages, session, options, cancellationToken);

    /// <summary>The session, as another process gets it.</summary>
    public static async Task<OpenCodeAgentSession> CopyAsync(AIAgent agent, AgentSession session)
    {
        var json = (await agent.SerializeSessionAsync(session)).GetRawText();
        return (OpenCodeAgentSession)await agent.DeserializeSessionAsync(JsonDocument.Parse(json).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
