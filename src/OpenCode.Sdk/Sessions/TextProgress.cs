using System.Text;

namespace OpenCode.Sessions;

/// <summary>
/// A text as it grows from deltas, so that what is handed out always adds up to the final text. White space at the end is held
/// back until more follows, because some servers cut it off in the end.
/// </summary>
internal sealed class TextProgress
{
    private readonly StringBuilder _text = new();
    private int _emitted;

    /// <summary>Whether no delta is missing.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether the text is final.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Notes that deltas may be missing; until the server says the whole text, more of them are of no use.</summary>
    public void MarkIncomplete() => IsWhole = HasEnded;

    /// <returns>What can be handed out; empty if nothing can.</returns>
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

    /// <summary>Takes over what the server says the text is.</summary>
    /// <param name="text">The text so far, or all of it.</param>
    /// <param name="isFinal">Whether the text will not change any more.</param>
    /// <param name="isReplaced">Whether what was handed out before is not the beginning of it.</param>
    /// <returns>What can be handed out: what is new, or everything if it is replaced.</returns>
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
            // An older state than the deltas; it brings nothing.
            return "";
        }

        if (!isFinal && !IsWhole && text.Length == 0)
        {
            // The state that a text begins with, which comes late, does not bring back what is missing.
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
