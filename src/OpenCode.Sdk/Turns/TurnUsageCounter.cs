using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>Adds up what messages have used, each by its latest state.</summary>
internal sealed class TurnUsageCounter
{
    private readonly Dictionary<string, AssistantMessage> _messages = new(StringComparer.Ordinal);

    public TurnUsage Total => _messages.Values.Aggregate(new TurnUsage(), (sum, message) => sum.Add(message));

    public void Set(AssistantMessage message) => _messages[message.Id] = message;
}
