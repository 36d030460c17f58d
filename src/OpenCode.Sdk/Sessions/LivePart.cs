using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Represents a part with its known text. The text is converted to a string when the part is read. Immutable, thread-safe.
/// </summary>
/// <param name="part">The part as the server sent it.</param>
/// <param name="text">The text, which does not change.</param>
internal sealed class LivePart(Part part, ReadOnlyMemory<char> text)
{
    private Part? _whole;

    public Part Part => part;

    public Part ToPart() => Volatile.Read(ref _whole) ?? Interlocked.CompareExchange(ref _whole, WithText(), null) ?? _whole!;

    private Part WithText() => part switch
    {
        TextPart p => p.Text.AsSpan().SequenceEqual(text.Span) ? p : p with { Text = text.ToString() },
        ReasoningPart p => p.Text.AsSpan().SequenceEqual(text.Span) ? p : p with { Text = text.ToString() },
        _ => part,
    };
}
