using System.Globalization;
using System.Security.Cryptography;

namespace OpenCode.Turns;

/// <summary>Generates identifiers in the format of the server. Each sorts after the previous one.</summary>
internal sealed class IdSequence
{
    private const long Mask = 0xFFFF_FFFF_FFFF;
    private const int HexDigits = 12;
    private const int PerMillisecond = 0x1000;

    private readonly string _prefix;
    private long _last;

    /// <param name="prefix">The kind of identifier, for example <c>prt</c>.</param>
    /// <param name="now">The time of the first identifier.</param>
    public IdSequence(string prefix, DateTimeOffset now)
        : this(prefix, now.ToUnixTimeMilliseconds() * PerMillisecond)
    {
    }

    private IdSequence(string prefix, long last)
    {
        _prefix = prefix;
        _last = last;
    }

    /// <summary>
    /// Creates a sequence of identifiers that sort after an existing message and before all messages that the server creates
    /// later. With another order, the server does not respond to a prompt, or responds twice. See
    /// https://github.com/anomalyco/opencode/issues/24476 and https://github.com/anomalyco/opencode/issues/29478.
    /// </summary>
    /// <param name="messageId">The session's last message; null if it has none.</param>
    /// <param name="created">The time at which the server created the message.</param>
    public static IdSequence After(string? messageId, DateTimeOffset created)
    {
        var digits = messageId?.Split('_') is [_, { Length: >= HexDigits } rest] ? rest[..HexDigits] : "";
        var time = long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : created.ToUnixTimeMilliseconds() * PerMillisecond;
        return new IdSequence("msg", time);
    }

    public string Next()
    {
        _last++;
        return $"{_prefix}_{(_last & Mask).ToString("x12", CultureInfo.InvariantCulture)}{Convert.ToHexString(RandomNumberGenerator.GetBytes(7))}";
    }
}
