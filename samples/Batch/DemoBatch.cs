namespace OpenCode.Samples;

/// <summary>Directories and a scripted model, so that the sample runs without an API key.</summary>
public static class DemoBatch
{
    /// <summary>The prompt for each directory.</summary>
    public const string Prompt = "Count the lines of the readme.";

    /// <summary>Creates the directories. The readme of the first one has one line, that of the second one two lines, and so on.</summary>
    /// <param name="root">The directory that contains them.</param>
    /// <param name="count">The number of directories.</param>
    public static IReadOnlyList<string> CreateDirectories(string root, int count)
    {
        var directories = Enumerable.Range(1, count).Select(number => Directory.CreateDirectory(Path.Combine(root, $"project-{number:00}")).FullName).ToList();
        for (var i = 0; i < directories.Count; i++)
        {
            File.WriteAllLines(Path.Combine(directories[i], "README.md"), Enumerable.Range(1, i + 1).Select(line => $"Line {line}"));
        }

        return directories;
    }

    /// <summary>Scripts a model that reads the file, and returns the number of its lines.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        (request.HasTools, request.FollowsTool) switch
        {
            (false, _) => new DemoText("Lines"),
            (true, false) => new DemoToolCall("read", """{"filePath":"README.md"}"""),
            _ => new DemoText($"The readme has {request.ToolResults[^1].Split('\n').Count(line => line.Contains("Line ", StringComparison.Ordinal))} lines."),
        },
    ];
}
