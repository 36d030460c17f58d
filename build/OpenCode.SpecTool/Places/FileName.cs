using System.Text.RegularExpressions;
using OpenCode.SpecTool.Documents;

namespace OpenCode.SpecTool.Places;

/// <summary>Where generated code stands below its folder: identifiers, and nothing that leads out of it.</summary>
public static partial class FileName
{
    private const string Extension = ".g.cs";

    /// <summary>The file of a type.</summary>
    /// <param name="parts">Folders, of which an empty one is left out, and the type's name.</param>
    public static string Of(params IEnumerable<string> parts) =>
        Check(string.Join('/', parts.Where(part => part.Length > 0).Select(Segment)) + Extension);

    /// <summary>Refuses a path that anything but identifiers is part of; dots may stand within the name of the file.</summary>
    public static string Check(string path) => Allowed().IsMatch(path) && !path.Split('/').Any(IsDevice)
        ? path
        : throw new SpecToolException($"\"{HiddenText.Show(path)}\" can't be the path of a generated file.");

    /// <summary>The path in a folder, which must lie below it.</summary>
    public static string Below(string folder, string path)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        return full.StartsWith(root, StringComparison.Ordinal)
            ? full
            : throw new SpecToolException($"\"{HiddenText.Show(path)}\" is not below the folder of generated code.");
    }

    /// <summary>Windows has devices of such names, whatever follows the first dot.</summary>
    private static string Segment(string identifier) => IsDevice(identifier) ? identifier + "_" : identifier;

    private static bool IsDevice(string segment) => Devices().IsMatch(segment.Split('.')[0]);

    [GeneratedRegex(@"\A(?:[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*/)*[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*)*\.g\.cs\z")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"\A(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Devices();
}
