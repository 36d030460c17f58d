namespace OpenCode.Samples;

/// <summary>A folder with tasks for the agent. <c>name.task</c> contains a prompt; <c>name.result</c> receives the response.</summary>
/// <param name="Path">The folder.</param>
public sealed record TaskFolder(string Path)
{
    /// <summary>Returns the tasks without a result, in the order of their names.</summary>
    public IEnumerable<string> Pending() => Directory.EnumerateFiles(Path, "*.task").Where(task => !File.Exists(ResultOf(task))).Order(StringComparer.Ordinal);

    /// <summary>Returns the file for the result of a task.</summary>
    /// <param name="task">The file with the prompt.</param>
    public static string ResultOf(string task) => System.IO.Path.ChangeExtension(task, ".result");
}
