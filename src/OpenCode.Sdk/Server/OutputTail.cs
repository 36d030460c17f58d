namespace OpenCode;

/// <summary>The last lines a process wrote. Thread-safe.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 100;

    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }
}
