using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Pull;
using OpenCode.SpecTool.Split;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>What the whole pipeline makes of a document, in a folder of its own.</summary>
internal sealed class Generation : IDisposable
{
    private const string GlobalUsings = """
        global using System; global using System.CodeDom.Compiler; global using System.ComponentModel; global using System.Collections.Generic; global using System.IO;
        global using System.Linq; global using System.Net.Http; global using System.Net.WebSockets; global using System.Text;
        global using System.Text.Json; global using System.Text.Json.Serialization; global using System.Text.Json.Serialization.Metadata;
        global using System.Threading; global using System.Threading.Tasks; global using Microsoft.Kiota.Abstractions;
        """;

    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose, preprocessorSymbols: ["NET", "NET10_0_OR_GREATER", "NET9_0_OR_GREATER", "NET8_0_OR_GREATER"]);

    private Models? _models;

    private Generation(string folder, string output)
    {
        Folder = folder;
        Output = output;
        Files = GeneratedFolder.Read(Path.Combine(folder, "src/OpenCode.Generated"));
        Trees = [.. Files.Select(f => CSharpSyntaxTree.ParseText(f.Value, s_parseOptions, f.Key))];
    }

    public string Folder { get; }

    /// <summary>What the command printed.</summary>
    public string Output { get; }

    public IReadOnlyDictionary<string, string> Files { get; }

    public IReadOnlyList<SyntaxTree> Trees { get; }

    public static async Task<Generation> RunAsync(JObject document, CancellationToken cancellationToken)
    {
        // A folder within a folder, so that what leaves the one is seen in the other.
        var folder = Path.Combine(Directory.CreateTempSubdirectory("generation").FullName, "a", "b", "c");
        Json.WriteFile(Path.Combine(folder, "in", "opencode.json"), document);
        var written = Json.ReadFile(Path.Combine(folder, "in", "opencode.json"));
        Json.WriteFile(Path.Combine(folder, "in", "opencode.lock.json"), LockFile.Create("0.0.0", Json.Text(document), written, "none"));
        var (exitCode, output) = await Pipeline.RunAsync(["-t:Regenerate", $"-p:DocumentsFolder={folder}/in/", $"-p:OutputRoot={folder}"], cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        return new(folder, output);
    }

    /// <summary>The code compiled as its project does, where a warning is an error: an assembly whose methods can be called.</summary>
    public Models Compiled => _models ??= Compile();

    private Models Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("OpenCode", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            $"Generated{Guid.NewGuid():N}",
            Trees.Append(CSharpSyntaxTree.ParseText(GlobalUsings, s_parseOptions)),
            references,
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
        using var image = new MemoryStream();

        // Comments are checked only when they are written.
        using var comments = new MemoryStream();
        var result = compilation.Emit(image, xmlDocumentationStream: comments);
        Assert.That(result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString()).Distinct(), Is.Empty);
        image.Position = 0;
        return new(new AssemblyLoadContext(null).LoadFromStream(image));
    }

    public void Dispose() => Directory.Delete(Path.GetFullPath(Path.Combine(Folder, "../../..")), recursive: true);

    /// <summary>Models that only reflection knows.</summary>
    internal sealed class Models(Assembly assembly)
    {
        private readonly JsonSerializerOptions _options = (JsonSerializerOptions)assembly.GetType("OpenCode.OpenCodeJson", throwOnError: true)!.GetProperty("Options")!.GetValue(null)!;

        public Type Type(string name) => assembly.GetType($"OpenCode.Models.{name}", throwOnError: true)!;

        public object Read(string type, string json) => JsonSerializer.Deserialize(json, _options.GetTypeInfo(Type(type)))!;

        public string Write(string type, object value) => JsonSerializer.Serialize(value, _options.GetTypeInfo(Type(type)));

        /// <summary>Reads a value, holds that writing gives it back, and says of what type it is.</summary>
        public string Variant(string type, string json)
        {
            var value = Read(type, json);
            Assert.That(JToken.DeepEquals(JToken.Parse(Write(type, value)), JToken.Parse(json)), Is.True, Write(type, value));
            return value.GetType().Name;
        }
    }
}
