using System.Text;

namespace OpenCode.Samples;

/// <summary>Collects deltas of a text, and returns its lines as soon as they are complete.</summary>
/// <param name="write">Receives each line, without its end.</param>
public sealed class LineBuffer(Action<string> write)
{
    private readonly StringBuilder _line = new();

    /// <summary>Adds a part of the text, which can begin and end anywhere.</summary>
    /// <param name="delta">The part.</param>
    public void Append(string delta)
    {
        var start = 0;
        for (var end = delta.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = delta.IndexOf('\n', start))
        {
            _line.Append(delta, start, end - start);
            Write();
            start = end + 1;
        }

        _line.Append(delta, start, delta.Length - start);
    }

    /// <summary>Ends the last line.</summary>
    public void Complete()
    {
        if (_line.Length > 0)
        {
            Write();
        }
    }

    private void Write()
    {
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        write(line);
    }
}
