using System.Text.Json;

namespace OpenCode.Samples;

/// <summary>
/// A file with one line of JSON for each result. A batch that was canceled or killed continues where it stopped. Thread-safe.
/// </summary>
public sealed class BatchReport
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly List<BatchResult> _results;

    private BatchReport(string path, List<BatchResult> results)
    {
        _path = path;
        _results = results;
    }

    /// <summary>Gets the last result of each directory.</summary>
    public IReadOnlyList<BatchResult> Results
    {
        get
        {
            lock (_gate)
            {
                return [.. _results.GroupBy(result => result.Directory).Select(group => group.Last())];
            }
        }
    }

    /// <summary>Opens a report.</summary>
    /// <param name="path">The file. It is created with the first result.</param>
    public static BatchReport Open(string path)
    {
        if (!File.Exists(path))
        {
            return new(path, []);
        }

        // If the program was killed while it wrote the last line, that line is not a result.
        var lines = File.ReadAllLines(path).Where(line => line.EndsWith('}')).ToList();
        File.WriteAllLines(path, lines);
        return new(path, [.. lines.Select(line => JsonSerializer.Deserialize(line, BatchJson.Default.BatchResult)!)]);
    }

    /// <summary>Determines whether a directory has a complete response.</summary>
    /// <param name="directory">The directory.</param>
    public bool Contains(string directory) => Results.Any(result => result.Directory == directory && result.IsCompleted);

    /// <summary>Appends a result to the file.</summary>
    /// <param name="result">The result.</param>
    public void Add(BatchResult result)
    {
        lock (_gate)
        {
            File.AppendAllText(_path, JsonSerializer.Serialize(result, BatchJson.Default.BatchResult) + "\n");
            _results.Add(result);
        }
    }
}
