using System.Globalization;
using System.Security.Cryptography;
using OpenCode.Models;
using OpenCode.Sessions;

namespace OpenCode.Prompts;

/// <summary>
/// A prompt that can be told from all others of its session. The answer to it says nothing of its message, and a message
/// identifier made here would have to fit the server's clock, so one of its parts gets an identifier.
/// </summary>
internal sealed class PromptTag
{
    private readonly string? _messageId;
    private readonly string _partId;

    /// <exception cref="ArgumentException">The request can't be watched.</exception>
    public PromptTag(SessionPromptRequest request, DateTimeOffset now)
    {
        if (request.NoReply == true)
        {
            throw new ArgumentException("A prompt without a reply (NoReply) can't be watched.", nameof(request));
        }

        var index = request.Parts.ToList().FindIndex(p => p is TextPartInput);
        index = index >= 0 ? index : request.Parts.ToList().FindIndex(p => p is FilePartInput or AgentPartInput or SubtaskPartInput);
        if (index < 0)
        {
            throw new ArgumentException("A prompt has to have a part.", nameof(request));
        }

        _messageId = request.MessageId;
        (var part, _partId) = Tagged(request.Parts[index], NewId(now));
        Request = request with { Parts = [.. request.Parts.Take(index), part, .. request.Parts.Skip(index + 1)] };
    }

    /// <summary>The request to send.</summary>
    public SessionPromptRequest Request { get; }

    public bool Marks(Message message) => message is UserMessage && message.Id() == _messageId;

    public bool Marks(Part part) => part.Keys().Id == _partId;

    private static (PartInput Part, string Id) Tagged(PartInput part, string id) => part switch
    {
        TextPartInput p => (p with { Id = p.Id ?? id }, p.Id ?? id),
        FilePartInput p => (p with { Id = p.Id ?? id }, p.Id ?? id),
        AgentPartInput p => (p with { Id = p.Id ?? id }, p.Id ?? id),
        SubtaskPartInput p => (p with { Id = p.Id ?? id }, p.Id ?? id),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part.Type, "There is no such part."),
    };

    /// <summary>As the server makes them: they sort by time.</summary>
    private static string NewId(DateTimeOffset now)
    {
        var time = (now.ToUnixTimeMilliseconds() * 0x1000) & 0xFFFF_FFFF_FFFF;
        return $"prt_{time.ToString("x12", CultureInfo.InvariantCulture)}{Convert.ToHexString(RandomNumberGenerator.GetBytes(7))}";
    }
}
