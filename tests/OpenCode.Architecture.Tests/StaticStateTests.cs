using System.Buffers;
using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenCode.Testing;

namespace OpenCode.Architecture.Tests;

/// <summary>No shipped assembly keeps state for the whole process: what an application does with one client changes nothing for another.</summary>
public sealed partial class StaticStateTests
{
    /// <summary>Types whose objects don't change, or not in a way that somebody notices.</summary>
    private static readonly Type[] s_constants =
    [
        // Nothing can be set in them.
        typeof(string), typeof(decimal), typeof(DateTimeOffset), typeof(TimeSpan), typeof(Guid), typeof(Uri), typeof(Version), typeof(Type),
        typeof(HttpMethod), typeof(JsonElement), typeof(StringComparer),

        // Nothing can be set in them once they are made, and a readonly field refers to a finished one.
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>), typeof(ReadOnlyDictionary<,>), typeof(ReadOnlyCollection<>),
        typeof(JsonReaderOptions), typeof(JsonWriterOptions), typeof(JsonDocumentOptions), typeof(JsonSchemaExporterOptions),

        // Those of the system are read-only; what they cache gives the same results.
        typeof(Encoding), typeof(JavaScriptEncoder), typeof(Regex), typeof(SearchValues<>),

        // Stateless base class: what a derived converter adds is looked at.
        typeof(JsonConverter),

        // Traces and measurements are meant to be of the whole process, and whoever listens decides about it.
        typeof(ActivitySource), typeof(Meter), typeof(Instrument),

        // The delegates of log messages hold a parsed format.
        typeof(LoggerMessage),
    ];

    /// <summary>Fields that may hold state, and why nobody is harmed by it.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
        ["OpenCode.ExecutableVersion.<Here>k__BackingField"] = "what it keeps about a file is what everybody would read from it, until the file changes",
        ["OpenCode.Sessions.SharedList`1.<Empty>k__BackingField"] = "an empty list that nothing can be added to",
    };

    /// <summary>What source generators of .NET make.</summary>
    private static readonly string[] s_generated = ["System.Text.RegularExpressions.Generated", "Microsoft.Extensions.Configuration.Binder.SourceGeneration", "OrleansCodeGen.OpenCode.Fleet"];

    private static readonly Dictionary<string, Assembly> s_assemblies = new(StringComparer.Ordinal)
    {
        ["OpenCode.Generated"] = typeof(Models.Session).Assembly,
        ["OpenCode.Sdk"] = typeof(OpenCodeClient).Assembly,
        ["OpenCode.Aspire.Hosting"] = typeof(global::Aspire.Hosting.ApplicationModel.OpenCodeResource).Assembly,
        ["OpenCode.Extensions.Agents"] = typeof(OpenCodeAgentOptions).Assembly,
        ["OpenCode.Extensions.AI"] = typeof(OpenCodeChatClientOptions).Assembly,
        ["OpenCode.Extensions.Hosting"] = typeof(OpenCodeServerServiceCollectionExtensions).Assembly,
        ["OpenCode.Extensions.NewtonsoftJson"] = typeof(OpenCodeJsonSerializerSettingsExtensions).Assembly,
        ["OpenCode.Extensions.Tools"] = typeof(OpenCodeTools).Assembly,
        ["OpenCode.Fleet"] = typeof(Fleet.FleetMachineOptions).Assembly,
        ["OpenCode.Fleet.Client"] = typeof(Fleet.FleetClient).Assembly,
        ["OpenCode.Testing"] = typeof(FakeOpenCode).Assembly,
    };

    [Test]
    public void Nothing_static_changes()
    {
        var state = new StaticState(s_constants, s_generated);
        var found = s_assemblies.Values.SelectMany(assembly => state.Find(assembly.GetTypes())).ToList();
        Assert.That(string.Join('\n', found.Where(line => !s_exceptions.ContainsKey(Field(line)))), Is.Empty);
        Assert.That(s_exceptions.Keys, Is.SubsetOf(found.Select(Field)), "An exception is for a field that exists.");
    }

    /// <summary>A tool is a process of its own.</summary>
    [Test]
    public void Every_library_is_looked_at()
    {
        var libraries = Directory.EnumerateDirectories(Repository.File("src")).SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Where(project => File.ReadAllText(project) is var text && !text.Contains("<IncludeBuildOutput>false<", StringComparison.Ordinal) && !text.Contains("<PackAsTool>true<", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.That(s_assemblies.Keys, Is.EquivalentTo(libraries));
    }

    [Test]
    public void State_is_found_wherever_it_is()
    {
        var type = typeof(StaticStateFixture);
        var found = new StaticState(s_constants, s_generated).Find([type, .. type.GetNestedTypes(BindingFlags.NonPublic)]);
        Assert.That(found.Select(line => Closure().Replace(line[(type.FullName!.Length + 1)..], "closure")), Is.EqualTo(new[]
        {
            "<Assigned>k__BackingField: not readonly",
            "<NumbersOfAProperty>k__BackingField: a Int32[] that is not private",
            "OpenNumbers: a Int32[] that is not private",
            "s_builder: a StringBuilder",
            "s_captured: closure.count is not readonly",
            "s_cell: Cell.<Value>k__BackingField is not readonly",
            "s_count: not readonly",
            "s_listOfState: a StringBuilder",
            "s_pairOfState: Pair.<Second>k__BackingField is Cell.<Value>k__BackingField is not readonly",
        }));
    }

    private static string Field(string line) => line[..line.IndexOf(": ", StringComparison.Ordinal)];

    [GeneratedRegex(@"<>c__DisplayClass\d+_\d+")]
    private static partial Regex Closure();
}
