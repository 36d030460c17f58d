using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>
/// A text that the server has not finished, put together from deltas and from what the server says the text is. What it holds is
/// always the beginning of the final text: a text without its start is never shown. Not thread-safe.
/// </summary>
/// <remarks>
/// Deltas and states come in any order relative to each other, so deltas are counted from the start of the text, and the longer
/// of the two is what is known. A server may also open a text with content that no delta repeats; then the deltas that follow
/// contradict the state, and are appended to it. A delta costs time and memory for its own length, not for that of the text.
/// </remarks>
internal sealed class LiveText
{
    private TextBuffer _deltas = new();
    private ReadOnlyMemory<char> _stated;

    /// <summary>How much of the deltas had come when the server stated the text.</summary>
    private int _deltasAtStatement;

    /// <summary>The stated text and the deltas that follow it; null while both are the same as far as both go.</summary>
    private TextBuffer? _both;
    private bool _isWhole = true;
    private LivePart? _part;

    /// <summary>What is known. It stays as it is when the text grows.</summary>
    public ReadOnlyMemory<char> Text => _both?.Text ?? (_deltas.Length > _stated.Length ? _deltas.Text : _stated);

    /// <summary>Notes that deltas may be missing. Until the server states more, what is known stays as it is.</summary>
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

    /// <summary>Takes over what the server says the text is so far, unless more is known already.</summary>
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

    /// <summary>A part with this text. It is the same object until the part or the text changes.</summary>
    public LivePart ToPart(Part part) => ReferenceEquals(_part?.Part, part) ? _part! : _part = new LivePart(part, Text);

    public override string ToString() => Text.ToString();

    private void Combine()
    {
        _both = new();
        _both.Append(_stated.Span);
        _both.Append(_deltas.Text.Span[_deltasAtStatement..]);
    }
}
