using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// Builds an unfinished text from deltas and from the states that the server reports. The result is always the start of the final
/// text: text without its start is never shown. Not thread-safe.
/// </summary>
/// <remarks>
/// Deltas and states arrive in any order relative to each other. Therefore, deltas are counted from the start of the text, and
/// the longer of the two is the known text. A server can also start a text with content that no delta repeats. Then the later
/// deltas contradict the state and are appended to it. A delta costs time and memory for its own length, not for the length of
/// the text.
/// </remarks>
internal sealed class LiveText
{
    private TextBuffer _deltas = new();
    private ReadOnlyMemory<char> _stated;

    /// <summary>The length of the deltas when the server reported the text.</summary>
    private int _deltasAtStatement;

    /// <summary>
    /// The reported text and the deltas that follow it; null while the shorter of the two is a prefix of the other.
    /// </summary>
    private TextBuffer? _both;
    private bool _isWhole = true;
    private LivePart? _part;

    /// <summary>Gets the known text. The returned memory doesn't change when the text grows.</summary>
    public ReadOnlyMemory<char> Text => _both?.Text ?? (_deltas.Length > _stated.Length ? _deltas.Text : _stated);

    /// <summary>Records that deltas may be missing. The known text doesn't change until the server reports more text.</summary>
    public void MarkIncomplete()
    {
        _stated = Text;
        _deltas = new();
        _deltasAtStatement = 0;
        _both = null;
        _isWhole = false;
    }

    /// <returns>Whether the text is longer than before.</returns>
    public bool Append(string delta)
    {
        if (!_isWhole || delta.Length == 0)
        {
            return false;
        }

        var before = Text.Length;
        var overlap = Math.Min(delta.Length, _stated.Length - _deltas.Length);
        var agrees = overlap <= 0 || delta.AsSpan(0, overlap).SequenceEqual(_stated.Span.Slice(_deltas.Length, overlap));
        _deltas.Append(delta.AsSpan());
        if (_both is not null)
        {
            _both.Append(delta.AsSpan());
        }
        else if (!agrees)
        {
            Combine();
        }

        _part = null;
        return Text.Length > before;
    }

    /// <summary>Applies the text that the server reports, unless more text is already known.</summary>
    public void State(string text)
    {
        var known = Text.Span;
        if (known.StartsWith(text.AsSpan()))
        {
            return;
        }

        if (!text.AsSpan().StartsWith(known))
        {
            _deltas = new();
        }

        _stated = text.AsMemory();
        _deltasAtStatement = _deltas.Length;
        _both = null;
        _part = null;
        if (!text.AsSpan().StartsWith(_deltas.Text.Span))
        {
            Combine();
        }
    }

    /// <summary>Returns a part with this text. It is the same object until the part or the text changes.</summary>
    public LivePart ToPart(Part part) => ReferenceEquals(_part?.Part, part) ? _part! : _part = new LivePart(part, Text);

    public override string ToString() => Text.ToString();

    private void Combine()
    {
        _both = new();
        _both.Append(_stated.Span);
        _both.Append(_deltas.Text.Span[_deltasAtStatement..]);
    }
}
