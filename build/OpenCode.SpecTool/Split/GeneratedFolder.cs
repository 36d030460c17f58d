using System.Text;
using OpenCode.SpecTool.Places;

namespace OpenCode.SpecTool.Split;

/// <summary>The folder that contains only generated files and their project.</summary>
public static class GeneratedFolder
{
    /// <summary>Keeps a byte order mark, so that it counts as a difference.</summary>
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Writes <paramref name="files"/> to the folder and deletes all other files. Only files that differ are changed.
    /// </summary>
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

    /// <summary>Returns the files by their path below <paramref name="folder"/>.</summary>
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

    /// <summary>Returns a line for each file that is missing, unexpected or different.</summary>
    public static IReadOnlyList<string> Compare(IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string> actual) =>
    [
        .. expected.Keys.Union(actual.Keys).Order(StringComparer.Ordinal)
            .Where(path => expected.GetValueOrDefault(path) != actual.GetValueOrDefault(path))
            .Select(path => !actual.ContainsKey(path) ? $"missing: {path}" : !expected.ContainsKey(path) ? $"unexpected: {path}" : $"differs: {path}"),
    ];
}
