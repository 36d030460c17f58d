namespace OpenCode.SpecTool.Normalize;

/// <summary>
/// Collects the shapes that are modeled less precisely than others. Each warning is one line that names the schema.
/// </summary>
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
