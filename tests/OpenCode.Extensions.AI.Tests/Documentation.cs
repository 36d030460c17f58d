using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>The tables of <c>docs/chat-client.md</c>.</summary>
internal static class Documentation
{
    /// <summary>The rows of the table under a heading, without its head.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        var lines = File.ReadAllLines(Repository.File("docs/chat-client.md"));
        return [.. lines.SkipWhile(l => l.TrimStart('#').Trim() != heading || !l.StartsWith('#')).Skip(1).TakeWhile(l => !l.StartsWith('#'))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Where(l => !l.StartsWith("| ---", StringComparison.Ordinal))
            .Select(l => l.Trim('|', ' ').Split(" | "))];
    }
}
