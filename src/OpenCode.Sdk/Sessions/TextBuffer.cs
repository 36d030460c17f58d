namespace OpenCode.Sessions;

/// <summary>
/// Represents a text that only grows. Returned memory doesn't change while the text grows, without a copy, because characters are
/// only appended. Not thread-safe, but returned memory can be read on any thread.
/// </summary>
internal sealed class TextBuffer
{
    private const int FirstSize = 256;

    private char[] _characters = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<char> Text => _characters.AsMemory(0, Length);

    public void Append(ReadOnlySpan<char> more)
    {
        if (more.Length > _characters.Length - Length)
        {
            var larger = new char[Math.Max(Math.Max(FirstSize, Length + more.Length), (int)Math.Min(2L * _characters.Length, int.MaxValue / 2))];
            Text.Span.CopyTo(larger);
            _characters = larger;
        }

        more.CopyTo(_characters.AsSpan(Length));
        Length += more.Length;
    }
}
