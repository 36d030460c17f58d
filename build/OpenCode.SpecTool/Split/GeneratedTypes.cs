using System.Text.RegularExpressions;

namespace OpenCode.SpecTool.Split;

/// <summary>The generated types and the files that contain them.</summary>
internal sealed class GeneratedTypes(IReadOnlyDictionary<string, string> files)
{
    private readonly Dictionary<string, string> _sources = files.ToDictionary(f => Path.GetFileName(f.Key).Split('.')[0], f => f.Value, StringComparer.Ordinal);

    /// <summary>Whether a type or a property exists.</summary>
    /// <param name="name"><c>Type</c> or <c>Type.Property</c>.</param>
    public bool Contains(string name)
    {
        var words = name.Split('.');
        return _sources.TryGetValue(words[0], out var source)
            && (words.Length == 1 || Regex.IsMatch(source, $@"^    public [^(=\n]* {Regex.Escape(words[1])} \{{ get;", RegexOptions.Multiline));
    }
}
