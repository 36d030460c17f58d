namespace OpenCode.Sessions;

/// <summary>
/// A text that only grows. What was handed out stays as it is while the text grows, without a copy, because characters are only added
/// behind it. Not thread-safe, but what was handed out can be read on any thread.
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
