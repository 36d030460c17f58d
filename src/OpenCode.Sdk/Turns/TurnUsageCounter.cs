using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Adds up the usage of messages, each with its latest state.</summary>
internal sealed class TurnUsageCounter
{
    private readonly Dictionary<string, AssistantMessage> _messages = new(StringComparer.Ordinal);

    public TurnUsage Total => _messages.Values.Aggregate(new TurnUsage(), (sum, message) => sum.Add(message));

    public void Set(AssistantMessage message) => _messages[message.Id] = message;
}
