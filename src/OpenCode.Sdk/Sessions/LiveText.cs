using System.Text;

namespace OpenCode.Sessions;

/// <summary>
/// A text that the server has not finished, put together from deltas and from what the server says the text is. What it holds is
/// always the beginning of the final text: a text without its start is never shown. Not thread-safe.
/// </summary>
/// <remarks>
/// Deltas and states come in any order relative to each other, so deltas are counted from the start of the text, and the longer
/// of the two is what is known. A server may also open a text with content that no delta repeats; then the deltas that follow
/// contradict the state, and are appended to it.
/// </remarks>
internal sealed class LiveText
{
    private readonly StringBuilder _deltas = new();
    private string _stated = "";

    /// <summary>How much of the deltas had come when the server stated the text.</summary>
    private int _deltasAtStatement;

    /// <summary>Whether the deltas and the stated text are the same as far as both go.</summary>
    private bool _agrees = true;
    private bool _isWhole = true;
    private string? _text = "";

    /// <summary>Notes that deltas may be missing. Until the server states more, what is known stays as it is.</summary>
    public void Lose()
    {
        _stated = ToString();
        _deltas.Clear();
        _deltasAtStatement = 0;
        _agrees = true;
        _isWhole = false;
    }

    /// <returns>Whether the text is longer than before.</returns>
    public bool Append(string delta)
    {
        if (!_isWhole || delta.Length == 0)
        {
            return false;
        }

        var before = Length;
        var overlap = Math.Min(delta.Length, _stated.Length - _deltas.Length);
        _agrees = _agrees && (overlap <= 0 || string.CompareOrdinal(delta, 0, _stated, _deltas.Length, overlap) == 0);
        _deltas.Append(delta);
        _text = null;
        return Length > before;
    }

    /// <summary>Takes over what the server says the text is so far, unless more is known already.</summary>
    public void State(string text)
    {
        var known = ToString();
        if (known.StartsWith(text, StringComparison.Ordinal))
        {
            return;
        }

        if (!text.StartsWith(known, StringComparison.Ordinal))
        {
            _deltas.Clear();
        }

        _stated = text;
        _deltasAtStatement = _deltas.Length;
        _agrees = text.StartsWith(_deltas.ToString(), StringComparison.Ordinal);
        _text = null;
    }

    public override string ToString() => _text ??= Compose();

    private int Length => _agrees ? Math.Max(_deltas.Length, _stated.Length) : _stated.Length + _deltas.Length - _deltasAtStatement;

    private string Compose() =>
        !_agrees ? _stated + _deltas.ToString(_deltasAtStatement, _deltas.Length - _deltasAtStatement)
        : _deltas.Length > _stated.Length ? _deltas.ToString()
        : _stated;
}
