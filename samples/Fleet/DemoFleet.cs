using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OpenCode.Samples;

/// <summary>Repositories and a scripted model, so that the sample runs without an API key.</summary>
internal static partial class DemoFleet
{
    /// <summary>The names of the machines.</summary>
    public static IReadOnlyList<string> Machines { get; } = ["alpha", "beta", "gamma"];

    /// <summary>The files of each repository. The first one has one line, the second one two lines, and so on.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Enumerable.Range(1, 10).Select(number => $"part-{number:00}.txt")];

    /// <summary>Creates Git repositories, unless they exist.</summary>
    /// <param name="root">The directory that contains them.</param>
    /// <param name="count">The number of repositories.</param>
    public static async Task<IReadOnlyList<string>> CreateRepositoriesAsync(string root, int count)
    {
        var repositories = Enumerable.Range(1, count).Select(number => Path.Combine(root, $"repository-{number:00}")).ToList();
        foreach (var repository in repositories.Where(repository => !Directory.Exists(repository)))
        {
            Directory.CreateDirectory(repository);
            for (var i = 0; i < Files.Count; i++)
            {
                await File.WriteAllLinesAsync(Path.Combine(repository, Files[i]), Enumerable.Range(1, i + 1).Select(line => $"Line {line}"));
            }

            await GitAsync(repository, "init", "--quiet");
            await GitAsync(repository, "add", ".");
            await GitAsync(repository, "-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "--quiet", "--message", "Parts");
        }

        return repositories;
    }

    /// <summary>Scripts a model that reads the file of the prompt, and returns the number of its lines.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.FollowsTool) switch
        {
            (false, _) => new DemoText("Lines"),
            (true, false) => new DemoToolCall("read", $$"""{"filePath":"{{FileName().Match(request.Prompt)}}"}"""),
            _ => new DemoText($"The file has {request.ToolResults[^1].Split('\n').Count(line => line.Contains("Line ", StringComparison.Ordinal))} lines."),
        },
    ];

    private static async Task GitAsync(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = directory })!;
        await git.WaitForExitAsync();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed with exit code {git.ExitCode}.");
        }
    }

    [GeneratedRegex(@"part-\d+\.txt")]
    private static partial Regex FileName();
}
