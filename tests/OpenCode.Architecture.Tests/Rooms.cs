using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using OpenCode.Testing;

namespace OpenCode.Architecture.Tests;

/// <summary>The folders of a project and the types in them. A type belongs to the folder of the file that declares it.</summary>
internal sealed partial class Rooms
{
    private readonly Dictionary<string, string> _roomOf = new(StringComparer.Ordinal);

    /// <param name="folder">The project's folder, relative to the repository.</param>
    /// <param name="assembly">The assembly that is built from it.</param>
    public Rooms(string folder, System.Reflection.Assembly assembly)
    {
        var root = Repository.File(folder);
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            if (Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar) is [var room, _, ..] && room is not ("bin" or "obj"))
            {
                Add(room, File.ReadAllText(file));
            }
        }

        Architecture = new ArchLoader().LoadAssemblies(assembly).Build();
    }

    public ArchUnitNET.Domain.Architecture Architecture { get; }

    public IEnumerable<string> Names => _roomOf.Values.Distinct();

    /// <summary>The types of a room, with those that the compiler nests in them.</summary>
    public List<IType> TypesOf(string room) => [.. Architecture.Types.Where(type => RoomOf(type) == room)];

    /// <summary>The room of a type; null for one that is declared elsewhere.</summary>
    public string? RoomOf(IType type) => _roomOf.GetValueOrDefault(GenericPart().Replace(type.FullName.Split('+')[0], ""));

    private void Add(string room, string code)
    {
        var space = Namespace().Match(code).Groups[1].Value;
        foreach (Match declaration in Declaration().Matches(code))
        {
            _roomOf[$"{space}.{declaration.Groups[1].Value}"] = room;
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|ref) )*(?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>\[\]?., ]+?) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex("[`<(].*$")]
    private static partial Regex GenericPart();
}
