using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Turns;

/// <summary>
/// Records files that were changed while no tool of the turn was running. The server can run a tool before it reports that the
/// tool is running, and the event about the file contains no session.
/// </summary>
internal sealed class EarlyEdits
{
    private const int MaxFiles = 1_000;

    private readonly List<string> _files = [];

    public void Add(string file)
    {
        if (_files.Count == MaxFiles)
        {
            _files.RemoveAt(0);
        }

        _files.Add(file);
    }

    /// <summary>Removes and returns the files that the input of a tool contains.</summary>
    public IReadOnlyList<string> Take(ToolPart tool)
    {
        var input = tool.State switch
        {
            ToolStateRunning running => running.Input,
            ToolStateCompleted completed => completed.Input,
            ToolStateError error => error.Input,
            _ => default,
        };
        if (_files.Count == 0 || input.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var paths = input.EnumerateObject().Where(static member => member.Value.ValueKind == JsonValueKind.String).Select(static member => JsonText.Read(member.Value)).ToList();
        var taken = _files.Where(file => paths.Exists(path => IsPath(file, path))).ToList();
        _files.RemoveAll(taken.Contains);
        return taken;
    }

    /// <summary>Returns whether a path, which can be relative, is that of a file.</summary>
    private static bool IsPath(string file, string path) =>
        path.Length > 0 && file.EndsWith(path, StringComparison.Ordinal) && (file.Length == path.Length || file[file.Length - path.Length - 1] is '/' or '\\');
}
