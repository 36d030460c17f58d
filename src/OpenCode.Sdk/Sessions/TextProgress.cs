using System.Text;

namespace OpenCode.Sessions;

/// <summary>
/// Builds a text from deltas, so that the returned pieces always add up to the final text. White space at the end is withheld
/// until more text follows, because some servers trim it from the final text.
/// </summary>
internal sealed class TextProgress
{
    private readonly StringBuilder _text = new();
    private int _emitted;

    /// <summary>Gets whether no delta is missing.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Gets whether the text is final.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>
    /// Records that deltas may be missing. Further deltas are ignored until the server reports the complete text.
    /// </summary>
    public void MarkIncomplete() => IsWhole = HasEnded;

    /// <returns>The text that can be delivered; empty if there is none.</returns>
    public string Append(string delta)
    {
        if (!IsWhole || HasEnded)
        {
            return "";
        }

        _text.Append(delta);
        var end = _text.Length;
        while (end > _emitted && char.IsWhiteSpace(_text[end - 1]))
        {
            end--;
        }

        return Emit(end);
    }

    /// <summary>Applies the text that the server reports.</summary>
    /// <param name="text">The text so far, or the complete text.</param>
    /// <param name="isFinal">Whether the text no longer changes.</param>
    /// <param name="isReplaced">Whether the text does not start with the text that was delivered before.</param>
    /// <returns>The text that can be delivered: the new text, or all of it if it is replaced.</returns>
    public string Set(string text, bool isFinal, out bool isReplaced)
    {
        isReplaced = false;
        var handedOut = _text.ToString(0, _emitted);
        var goesOn = text.StartsWith(handedOut, StringComparison.Ordinal);
        if (HasEnded && goesOn && text.Length == handedOut.Length)
        {
            return "";
        }

        if (!isFinal && !goesOn && handedOut.StartsWith(text, StringComparison.Ordinal))
        {
            // The state is older than the deltas and adds nothing.
            return "";
        }

        if (!isFinal && !IsWhole && text.Length == 0)
        {
            // A late initial state does not contain the missing text.
            return "";
        }

        if (!isFinal && IsWhole && text.Length < _text.Length)
        {
            return "";
        }

        isReplaced = !goesOn;
        _text.Clear().Append(text);
        _emitted = goesOn ? _emitted : 0;
        IsWhole = true;
        HasEnded = isFinal;
        return isFinal ? Emit(_text.Length) : Append("");
    }

    public override string ToString() => _text.ToString();

    private string Emit(int end)
    {
        var more = _text.ToString(_emitted, end - _emitted);
        _emitted = end;
        return more;
    }
}
