using System.Text;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Split;

/// <summary>The folder that holds generated files, and nothing else but their project.</summary>
public static class GeneratedFolder
{
    /// <summary>Takes no byte order mark off, so that one is a difference like any other.</summary>
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Makes the folder hold just <paramref name="files"/>, touching only what differs.</summary>
    public static void Write(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, content) in files)
        {
            var target = FileName.Below(folder, path);
            if (!File.Exists(target) || File.ReadAllText(target) != content)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllText(target, content);
            }
        }

        foreach (var stray in Read(folder).Keys.Except(files.Keys).Where(path => path.EndsWith(".g.cs", StringComparison.Ordinal)))
        {
            File.Delete(Path.Combine(folder, stray));
        }
    }

    /// <summary>Path below <paramref name="folder"/> → content.</summary>
    public static SortedDictionary<string, string> Read(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [])
        {
            if (!path.EndsWith(".csproj", StringComparison.Ordinal))
            {
                files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = s_encoding.GetString(File.ReadAllBytes(path));
            }
        }

        return files;
    }

    /// <summary>A line for each file that is missing, stray or different.</summary>
    public static IReadOnlyList<string> Compare(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual) =>
    [
        .. expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal)
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Select(path => !actual.ContainsKey(path) ? $"missing: {path}" : !expected.ContainsKey(path) ? $"stray: {path}" : $"differs: {path}"),
    ];
}
