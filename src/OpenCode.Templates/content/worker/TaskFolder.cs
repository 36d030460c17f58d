namespace Company.Worker;

/// <summary>A folder of tasks: <c>name.task</c> contains a prompt, and <c>name.result</c> receives the response.</summary>
internal sealed class TaskFolder(string path)
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(path);

    /// <summary>The tasks without a result, in the order of their names.</summary>
    public IEnumerable<string> Pending() => _folder.EnumerateFiles("*.task")
        .Select(file => file.FullName)
        .Where(task => !File.Exists(ResultOf(task)))
        .Order(StringComparer.Ordinal);

    public static string ResultOf(string task) => Path.ChangeExtension(task, ".result");
}
