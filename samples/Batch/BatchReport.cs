using System.Text.Json;

namespace OpenCode.Samples;

/// <summary>
/// A file with one line of JSON for each result. A batch that was canceled or killed continues where it stopped. Thread-safe.
/// </summary>
public sealed class BatchReport
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, BatchResult> _results;

    private BatchReport(string path, Dictionary<string, BatchResult> results)
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
                return [.. _results.Values];
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
        var results = new Dictionary<string, BatchResult>();
        foreach (var result in lines.Select(line => JsonSerializer.Deserialize(line, BatchJson.Default.BatchResult)!))
        {
            results[result.Directory] = result;
        }

        return new(path, results);
    }

    /// <summary>Determines whether a directory has a complete response.</summary>
    /// <param name="directory">The directory.</param>
    public bool Contains(string directory)
    {
        lock (_gate)
        {
            return _results.TryGetValue(directory, out var result) && result.IsCompleted;
        }
    }

    /// <summary>Appends a result to the file.</summary>
    /// <param name="result">The result.</param>
    public void Add(BatchResult result)
    {
        lock (_gate)
        {
            File.AppendAllText(_path, JsonSerializer.Serialize(result, BatchJson.Default.BatchResult) + "\n");
            _results[result.Directory] = result;
        }
    }
}
