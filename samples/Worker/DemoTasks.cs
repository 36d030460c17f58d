namespace OpenCode.Samples;

/// <summary>A task and a scripted model, so that the sample runs without an API key.</summary>
public static class DemoTasks
{
    /// <summary>The prompt of the task.</summary>
    public const string Prompt = "Summarize the changes of last week.";

    /// <summary>Creates a folder that contains one task without a result.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder.</returns>
    public static string CreateFolder(string path)
    {
        Directory.CreateDirectory(path);
        var task = Path.Combine(path, "weekly.task");
        File.WriteAllText(task, Prompt);
        File.Delete(TaskFolder.ResultOf(task));
        return path;
    }

    /// <summary>Scripts a model that responds with a text.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) => request.HasTools ? [new DemoText("There were "), new DemoText("no changes.")] : [new DemoText("A summary")];
}
