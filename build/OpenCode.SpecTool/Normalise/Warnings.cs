namespace OpenCode.SpecTool.Normalise;

/// <summary>Shapes that could not be modelled as well as the rest; each is one line naming the schema.</summary>
public sealed class Warnings
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string path, string message)
    {
        var line = $"{path}: {message}";
        if (!_lines.Contains(line))
        {
            _lines.Add(line);
        }
    }
}
