using Microsoft.AspNetCore.SignalR;
using OpenCode.Models;

namespace OpenCode.Apps.Tests;

/// <summary>What the clients of <see cref="AgentHub"/> are told.</summary>
public interface IAgentClient
{
    public Task Received(MessageWithParts message, ModelStatus status);
}

/// <summary>What an agent has said.</summary>
public sealed record AgentLog(IReadOnlyList<MessageWithParts> Messages, IReadOnlyList<Event> Events);

/// <summary>A strongly typed hub that streams events, and takes and returns models.</summary>
public sealed class AgentHub(AgentLog log) : Hub<IAgentClient>
{
    public IReadOnlyList<MessageWithParts> Messages() => log.Messages;

    public async IAsyncEnumerable<Event> Events()
    {
        foreach (var e in log.Events)
        {
            await Task.Yield();
            yield return e;
        }
    }

    public Task Send(MessageWithParts message, ModelStatus status) => Clients.Caller.Received(message, status);

    public async Task<Dictionary<ModelStatus, int>> Count(IAsyncEnumerable<Part> parts) =>
        new() { [ModelStatus.Beta] = await parts.CountAsync(Context.ConnectionAborted) };
}
