namespace OpenCode.SpecTool.Split;

/// <summary>
/// A source of <c>build/runtime</c>. One called <c>Type.Aspect.cs</c> adds members to a generated type; it is left out for a server
/// whose document has no such type, or lacks something else that its first line says it needs.
/// </summary>
/// <param name="Content">The code.</param>
/// <param name="Needs">Generated types, and members of them as <c>Type.Member</c>.</param>
internal sealed record RuntimeSource(string Content, IReadOnlyList<string> Needs)
{
    private const string Marker = "// Needs: ";

    public static RuntimeSource Read(string path)
    {
        var content = File.ReadAllText(path).ReplaceLineEndings("\n");
        var name = Path.GetFileNameWithoutExtension(path);
        IReadOnlyList<string> extended = name.Contains('.', StringComparison.Ordinal) ? [name[..name.IndexOf('.', StringComparison.Ordinal)]] : [];
        if (!content.StartsWith(Marker, StringComparison.Ordinal))
        {
            return new(content, extended);
        }

        var end = content.IndexOf('\n', StringComparison.Ordinal);
        return new(content[(end + 1)..], [.. extended, .. content[Marker.Length..end].Split(',', StringSplitOptions.TrimEntries)]);
    }
}
