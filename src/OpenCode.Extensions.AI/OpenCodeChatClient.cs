using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenCode.AI.Conversations;
using OpenCode.AI.Prompts;
using OpenCode.AI.Responses;
using OpenCode.AI.Tools;

namespace OpenCode.AI;

/// <summary>Implements <see cref="IChatClient"/> with sessions of the server. Thread-safe.</summary>
internal sealed class OpenCodeChatClient(OpenCodeClient client, OpenCodeChatClientOptions defaults) : IChatClient
{
    private const string ProviderName = "opencode";

    private readonly ChatPlanner _planner = new(defaults);
    private readonly ToolSlots _slots = ToolSlots.Create(defaults.ToolServerName);
    private readonly ChatClientMetadata _metadata = new(ProviderName, client.BaseUrl, defaults.DefaultModelId);

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var plan = await Variants.CompleteAsync(client, _planner.Plan(messages, options, this), cancellationToken).ConfigureAwait(false);
        var tools = await HostedTools.StartAsync(client, _slots, plan.Functions, defaults, cancellationToken).ConfigureAwait(false);
        await using var hosting = tools.ConfigureAwait(false);
        var conversation = await Conversation.OpenAsync(client, plan, tools.Rights, defaults, cancellationToken).ConfigureAwait(false);
        await using var opened = conversation.ConfigureAwait(false);
        var end = await ChatTurns.RunAsync(client, conversation.SessionId, plan, tools.Turn, cancellationToken).ConfigureAwait(false);
        return new ResponseWriter(plan, conversation.ConversationId, tools.Names).Write(end);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(_planner.Plan(messages, options, this), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(OpenCodeClient) ? client
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the connections belong to the client, and the client belongs to the application.</summary>
    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatPlan checkedPlan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var plan = await Variants.CompleteAsync(client, checkedPlan, cancellationToken).ConfigureAwait(false);
        var tools = await HostedTools.StartAsync(client, _slots, plan.Functions, defaults, cancellationToken).ConfigureAwait(false);
        await using var hosting = tools.ConfigureAwait(false);
        var conversation = await Conversation.OpenAsync(client, plan, tools.Rights, defaults, cancellationToken).ConfigureAwait(false);
        await using var opened = conversation.ConfigureAwait(false);
        var writer = new UpdateWriter(plan, conversation.ConversationId, tools.Names);
        await foreach (var update in ChatTurns.StreamAsync(client, conversation.SessionId, plan, tools.Turn, handle => writer.ResponseId = handle.MessageId, cancellationToken).ConfigureAwait(false))
        {
            foreach (var written in writer.Write(update))
            {
                yield return written;
            }
        }
    }
}
