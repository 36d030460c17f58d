using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using OpenCode.SpecTool.Places;
using PublicApiGenerator;

namespace OpenCode.SpecTool.Diff;

/// <summary>Compares the public API of two assemblies, declaration by declaration.</summary>
public static class ApiDiff
{
    private static readonly ApiGeneratorOptions s_options = new() { IncludeAssemblyAttributes = false, ExcludeAttributes = ["System.CodeDom.Compiler.GeneratedCodeAttribute"] };

    /// <summary>Returns a section for the report.</summary>
    public static string Compare(string beforePath, string afterPath) => Compare(Declarations(Load(beforePath)), Declarations(Load(afterPath)));

    /// <summary>Returns each public declaration with its containing type.</summary>
    public static IReadOnlySet<string> Declarations(Assembly assembly)
    {
        var declarations = new SortedSet<string>(StringComparer.Ordinal);
        var type = "";
        foreach (var line in assembly.GeneratePublicApi(s_options).Split('\n').Select(l => l.TrimEnd('\r')))
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] is '{' or '}' or '[')
            {
                continue;
            }

            // Types are indented by four spaces, members by eight.
            if (line.StartsWith("        ", StringComparison.Ordinal))
            {
                declarations.Add($"{type}: {text}");
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                type = Name(text);
                declarations.Add($"{type}: {text}");
            }
        }

        return declarations;
    }

    public static string Compare(IReadOnlySet<string> before, IReadOnlySet<string> after)
    {
        var removed = Missing(before, after);
        var added = Missing(after, before);
        var report = new StringBuilder($"\n## Public API: {removed.Count} types and members removed or changed, {added.Count} added\n");
        if (removed.Count > 0)
        {
            Section(report, "Removed or changed (breaking)", removed, isOpen: true);
        }

        if (added.Count > 0)
        {
            Section(report, "Added", added, isOpen: false);
        }

        return report.ToString();
    }

    /// <summary>
    /// Returns the declarations that only one assembly has. For a type that the other assembly lacks, only the type is returned.
    /// </summary>
    private static List<string> Missing(IReadOnlySet<string> here, IReadOnlySet<string> there)
    {
        var known = there.Select(Type).ToHashSet(StringComparer.Ordinal);
        return [.. here.Except(there).Select(declaration => known.Contains(Type(declaration)) ? declaration : Type(declaration)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static string Type(string declaration) => declaration[..declaration.IndexOf(':', StringComparison.Ordinal)];

    private static Assembly Load(string path) => new Isolated(Path.GetFullPath(path)).LoadFromAssemblyPath(Path.GetFullPath(path));

    /// <summary>Returns the name of a type from its declaration: <c>public sealed class Name : Base</c>.</summary>
    private static string Name(string declaration)
    {
        var words = declaration.Split(' ', '(', ':', '<');
        var kind = Array.FindIndex(words, word => word is "class" or "struct" or "interface" or "enum" or "delegate" or "record");
        return kind >= 0 && kind + 1 < words.Length ? words[kind + 1] : declaration;
    }

    private static void Section(StringBuilder report, string title, List<string> declarations, bool isOpen)
    {
        report.Append($"\n<details{(isOpen ? " open" : "")}><summary>{title}</summary>\n\n{MarkdownText.Block(declarations)}\n\n</details>\n");
    }

    /// <summary>
    /// Loads an assembly in isolation, because two assemblies with the same name can't be loaded side by side. Dependencies are
    /// loaded from its folder.
    /// </summary>
    private sealed class Isolated(string path) : AssemblyLoadContext(Path.GetDirectoryName(path))
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
