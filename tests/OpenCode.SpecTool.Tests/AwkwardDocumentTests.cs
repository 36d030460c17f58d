using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Emit;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Pull;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>One document of all the shapes that can't be modelled well: each becomes free-form JSON or less, with a warning, and all compiles.</summary>
public sealed class AwkwardDocumentTests
{
    private const string Fixture = "tests/OpenCode.SpecTool.Tests/Fixtures/awkward.json";

    private static readonly NormalizedApi s_api = Normalizer.Run(Repository.ReadJson(Fixture), Overlays.Load("none"), ["JsonRead"]);

    [TestCase("Self", "JsonElement", "Self: consists of itself; read as free-form JSON")]
    [TestCase("Ping", "JsonElement", "Ping: consists of itself; read as free-form JSON")]
    [TestCase("Nest", "IReadOnlyList<JsonElement>", "Nest: consists of itself; read as free-form JSON")]
    [TestCase("Tree", "IReadOnlyDictionary<string, JsonElement>", "Tree: consists of itself; read as free-form JSON")]
    [TestCase("SelfUnion", "JsonElement", "SelfUnion: allows any JSON in addition to other alternatives; read as free-form JSON")]
    [TestCase("Json", "Json?", null)]
    [TestCase("Both", "Both", null)]
    [TestCase("Neither", "JsonElement", "Neither: combines schemas that are not all objects with allOf; read as free-form JSON")]
    [TestCase("Half", "JsonElement", "Half: has its own members in addition to alternatives; read as free-form JSON")]
    [TestCase("MixedEnum", "JsonElement", "MixedEnum: is an enum of mixed types; read as free-form JSON")]
    [TestCase("OddEnum", "OddEnum", null)]
    [TestCase("OnlyOdd", "OnlyOdd", null)]
    [TestCase("NoEnum", "string", null)]
    [TestCase("OddMembers", "OddMembers", null)]
    [TestCase("UnknownType", "JsonElement", "UnknownType: has the unknown type file; read as free-form JSON")]
    [TestCase("Nothing", "JsonElement", "Nothing: has the unknown type null; read as free-form JSON")]
    [TestCase("Empty", "JsonElement", null)]
    [TestCase("Tuple", "IReadOnlyList<JsonElement>", null)]
    [TestCase("Union", "JsonElement", "Union: allows any JSON in addition to other alternatives; read as free-form JSON")]
    [TestCase("MapOrRecord", "JsonElement", "MapOrRecord: is a union of records and a map; read as free-form JSON")]
    [TestCase("Alike", "Alike", "Alike: can't distinguish Alike|1 from its other variants; such objects are read as unknown variants")]
    [TestCase("File", "FileModel", "File: is called FileModel because File is taken; name it in an overlay")]
    [TestCase("Task", "TaskModel", "Task: is called TaskModel because Task is taken; name it in an overlay")]
    [TestCase("JsonElement", "JsonElementModel", "JsonElement: is called JsonElementModel because JsonElement is taken; name it in an overlay")]
    [TestCase("JsonRead", "JsonReadModel", "JsonRead: is called JsonReadModel because JsonRead is taken; name it in an overlay")]
    [TestCase("ThingGetQuery", "ThingGetQueryModel", "ThingGetQuery: is called ThingGetQueryModel because ThingGetQuery is taken; name it in an overlay")]
    [TestCase("Plain1", "PlainAlternative", "Plain1: is called PlainAlternative because there is no better name; name it in an overlay")]
    [TestCase("aB", "ABModel", "aB: is called ABModel because AB is taken; name it in an overlay")]
    public void A_schema_becomes(string schema, string type, string? warning)
    {
        Assert.That(CSharp.Type(s_api.Schemas[schema]), Is.EqualTo(type));
        Assert.That(s_api.Warnings.Where(w => w.StartsWith(schema + ":", StringComparison.Ordinal)), warning is null ? Is.Empty : Does.Contain(warning));
    }

    [Test]
    public void All_of_several_objects_is_one_with_the_members_of_all() =>
        Assert.That(
            s_api.Get<Types.RecordDefinition>("Both").Members.Select(m => $"{CSharp.Type(m.Type)} {m.Name} {m.Required}"),
            Is.EqualTo(["string Type True", "string A True", "long? B True"]));

    [Test]
    public void Odd_values_and_members_get_names_of_their_own()
    {
        Assert.That(s_api.Get<Types.EnumDefinition>("OddEnum").Values, Is.EqualTo(["", "+1", "-1", "1", "a b", "a_b", "ab", "\"", "\\", "<x>", "Value", "Equals", "a"]));
        Assert.That(s_api.Get<Types.RecordDefinition>("OddMembers").Members.Select(m => m.Name), Is.EqualTo(["Empty", "Schema", "N1ST", "AB", "Class", "ToStringValue"]));
    }

    [Test]
    public void Operations_share_refer_and_leave_out()
    {
        Assert.That(
            s_api.Operations.Select(o => $"{o.GroupName}.{o.Method}({string.Join(", ", o.PathParameters.Concat(o.RequiredQuery).Select(p => p.Name))})"),
            Is.EqualTo(["Thing.Get(id, requestValue, optionsValue)", "Thing.GetPost(id, requestValue)", "Thing.PutThingIdRequest(id, requestValue)"]));
        Assert.That(s_api.Operations.Select(o => o.Response is { } response ? CSharp.Type(response) : null), Is.EqualTo(["string", null, "JsonElement"]));
        Assert.That(s_api.Warnings, Is.SupersetOf(
        [
            "thing.get: does not describe the request of its path; read as text",
            "thing.get: has the parameter x-left-out in header, which is left out",
            "thing.get: has a body that is not JSON, which is left out",
            "POST /thing/{id}/{request}: is called GetPost because another operation is Thing.Get; name it in an overlay",
            "Nowhere: is referenced but not defined; read as free-form JSON",
        ]));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    [Category("Slow")]
    public async Task All_of_it_is_generated_and_compiles_without_a_warning(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("awkward").FullName;
        try
        {
            var document = Repository.ReadJson(Fixture);
            Json.WriteFile(Path.Combine(folder, "in", "opencode.json"), document);
            Json.WriteFile(Path.Combine(folder, "in", "opencode.lock.json"), LockFile.Create("0.0.0", Json.Text(document), document, "none"));
            var (exitCode, output) = await Pipeline.RunAsync(["-t:Regenerate", $"-p:DocumentsFolder={folder}/in/", $"-p:OutputRoot={folder}"], cancellationToken);
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(output, Does.Contain("warning : Neither: combines schemas that are not all objects with allOf"));
            (exitCode, output) = await Pipeline.CompileAsync(folder, cancellationToken);
            Assert.That(exitCode, Is.Zero, output);
            Assert.That(output, Does.Contain("0 Warning(s)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
