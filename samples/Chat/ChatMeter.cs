using System.Globalization;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Counts the tokens and the cost of a session.</summary>
/// <param name="tokens">The tokens so far.</param>
/// <param name="cost">The cost so far in US dollars.</param>
public sealed class ChatMeter(long tokens, decimal cost)
{
    private long _tokens = tokens;
    private decimal _cost = cost;

    /// <summary>Creates the meter of a session.</summary>
    /// <param name="session">The session, whose tokens and cost are those so far, without sub-agents.</param>
    public static ChatMeter Of(Session session)
    {
        var tokens = session.Tokens is { } used ? used.Input + used.Output + used.Reasoning + used.Cache.Read + used.Cache.Write : 0;
        return new(tokens, session.Cost ?? 0);
    }

    /// <summary>Adds a turn, and describes it and the session.</summary>
    /// <param name="usage">The usage of the turn.</param>
    /// <param name="duration">The duration of the turn.</param>
    public string Add(TurnUsage usage, TimeSpan duration)
    {
        _tokens += usage.TotalTokens;
        _cost += usage.Cost;
        return string.Create(CultureInfo.InvariantCulture, $"turn: {usage.TotalTokens:N0} tokens, ${usage.Cost:0.0000}, {duration.TotalSeconds:0.0} s · session: {_tokens:N0} tokens, ${_cost:0.0000}");
    }
}
