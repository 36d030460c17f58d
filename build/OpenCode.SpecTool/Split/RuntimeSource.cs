namespace OpenCode.SpecTool.Split;

/// <summary>
/// A source file of <c>build/runtime</c>. A file with a name like <c>Type.Aspect.cs</c> adds members to a generated type. It is
/// omitted for a server whose document lacks this type or another requirement in the first line of the file.
/// </summary>
/// <param name="Content">The code.</param>
/// <param name="Needs">The required generated types, and required members as <c>Type.Member</c>.</param>
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
