using System.Globalization;
using System.Security.Cryptography;

namespace OpenCode.Turns;

/// <summary>Identifiers as the server makes them: each sorts after the one before it.</summary>
internal sealed class IdSequence
{
    private const long Mask = 0xFFFF_FFFF_FFFF;
    private const int HexDigits = 12;
    private const int PerMillisecond = 0x1000;

    private readonly string _prefix;
    private long _last;

    /// <param name="prefix">The kind of identifier, for instance <c>prt</c>.</param>
    /// <param name="now">The time that the identifiers begin with.</param>
    public IdSequence(string prefix, DateTimeOffset now)
        : this(prefix, now.ToUnixTimeMilliseconds() * PerMillisecond)
    {
    }

    private IdSequence(string prefix, long last)
    {
        _prefix = prefix;
        _last = last;
    }

    /// <summary>Identifiers that sort after a message that the server has made, and before all that it makes later.</summary>
    /// <param name="messageId">The session's last message; null if it has none.</param>
    /// <param name="created">When the server made it.</param>
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
