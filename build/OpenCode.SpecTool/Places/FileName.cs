using System.Text.RegularExpressions;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Places;

/// <summary>Creates the paths of generated files, which consist only of identifiers and stay below their folder.</summary>
public static partial class FileName
{
    private const string Extension = ".g.cs";

    /// <summary>Returns the file of a type.</summary>
    /// <param name="parts">The folders and the name of the type. Empty folders are omitted.</param>
    public static string Of(params IEnumerable<string> parts) =>
        Check(string.Join('/', parts.Where(part => part.Length > 0).Select(Segment)) + Extension);

    /// <summary>Rejects a path that does not consist of identifiers. The name of the file can contain dots.</summary>
    public static string Check(string path) => Allowed().IsMatch(path) && !path.Split('/').Any(IsDevice)
        ? path
        : throw new SpecToolException($"\"{HiddenText.Show(path)}\" can't be the path of a generated file.");

    /// <summary>Returns the path in a folder, and rejects a path that is not below it.</summary>
    public static string Below(string folder, string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root, StringComparison.Ordinal)
            ? full
            : throw new SpecToolException($"\"{HiddenText.Show(path)}\" is not below the folder of generated code.");
    }

    /// <summary>Avoids the device names of Windows, which apply regardless of the text after the first dot.</summary>
    private static string Segment(string identifier) => IsDevice(identifier) ? identifier + "_" : identifier;

    private static bool IsDevice(string segment) => Devices().IsMatch(segment.Split('.')[0]);

    [GeneratedRegex(@"\A(?:[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*/)*[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*)*\.g\.cs\z")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Devices();
}
