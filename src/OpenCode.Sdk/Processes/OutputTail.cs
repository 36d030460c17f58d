namespace OpenCode.Processes;

/// <summary>Keeps the last lines of the output of a process: at most 100 lines and 16,384 characters. Thread-safe.</summary>
internal sealed class OutputTail
{
    public const int MaxLines = 100;
    public const int MaxCharacters = 16 * 1024;

    private readonly Queue<string> _lines = new();
    private int _characters;

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            _characters += line.Length + 1;
            while (_lines.Count > MaxLines || (_characters > MaxCharacters && _lines.Count > 1))
            {
                _characters -= _lines.Dequeue().Length + 1;
            }
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
