using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool;

/// <summary>Options of the form <c>--name value</c>.</summary>
public sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Options(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Count)
            {
                throw new SpecToolException($"{arguments[i]} is not an option with a value. Use the form --name value.");
            }

            _values[arguments[i][2..]] = arguments[i + 1];
        }
    }

    public string this[string name] => Optional(name) ?? throw new SpecToolException($"--{name} is missing.");

    public string? Optional(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
