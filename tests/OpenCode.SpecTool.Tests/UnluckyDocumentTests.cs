using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OpenCode.SpecTool.Normalize;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>A document whose names happen to mean something in C# or in generated code: it compiles, and works.</summary>
[Category("Slow")]
public sealed class UnluckyDocumentTests
{
    private Generation _generation = null!;
    private Generation.Models _models = null!;

    [OneTimeSetUp]
    public async Task Generate()
    {
        using var timeout = new CancellationTokenSource(TestTimeout.Milliseconds);
        _generation = await Generation.RunAsync(Repository.ReadJson("tests/OpenCode.SpecTool.Tests/Fixtures/unlucky.json"), timeout.Token);
        _models = _generation.Compiled;
    }

    [OneTimeTearDown]
    public void Delete() => _generation?.Dispose();

    [TestCase("Variant", """{"Type":"x","close":"y","clone":"z","type":"a"}""", "VariantA")]
    [TestCase("Variant", """{"isWritten":true,"type":"b"}""", "VariantB")]
    [TestCase("Dollar", """{"type":"b","$type":"a"}""", "DollarA")]
    [TestCase("Dollar", """{"$type":"b","type":"a"}""", "DollarB")]
    [TestCase("Dollar", """{"type":"a"}""", "UnknownDollar")]
    [TestCase("Dashed", """{"event-type":"a|b"}""", "DashedAB")]
    [TestCase("Dashed", """{"event-type":"\""}""", "DashedEmpty")]
    [TestCase("Dashed", """{"event-type":"\u0022"}""", "DashedEmpty")]
    [TestCase("Dashed", """{"event-type":""}""", "DashedEmptyModel")]
    [TestCase("Dashed", """{"other":""}""", "UnknownDashed")]
    [TestCase("Dotted", """{"event.type":"b"}""", "DottedB")]
    [TestCase("Dotted", """{"event":{"type":"b"}}""", "UnknownDotted")]
    [TestCase("Nested", """{"in.ner":{"$t":"b"}}""", "NestedInNerModel")]
    [TestCase("Versioned", """{"version":1,"one":"x"}""", "VersionedVersion")]
    [TestCase("Versioned", """{"one":"x","version":3}""", "VersionedVersionModel")]
    [TestCase("Versioned", """{"version":-4.5,"half":"x"}""", "VersionedVersion2")]
    [TestCase("Versioned", """{"version":4}""", "UnknownVersioned")]
    [TestCase("Versioned", """{"version":"1"}""", "VersionedVersion")]
    [TestCase("Switched", """{"on":false,"two":"x"}""", "SwitchedOnModel")]
    [TestCase("Kinds", """{"kind":"kind","x":"y"}""", "Kind")]
    [TestCase("Kinds", """{"kind":"new","x":"y"}""", "UnknownKinds")]
    [TestCase("Jsons", """{"json":"b"}""", "JsonsB")]
    [TestCase("Jsons", """{"json":"c"}""", "UnknownJsons")]
    [TestCase("Members", """{"clone":"a","close":"b","isWritten":"c","memberwiseClone":"d","additionalProperties":"e","1num":7,"名前":"f","größe":1.5,"more":[1]}""", "Members")]
    [TestCase("Beside", """{"agent":"x","other":{"name":"y"},"list":[{"name":"z"}],"map":{"a":null,"b":{"name":"c"}},"mode":"да","again":"нет","readFrom":{"getTypeInfo":{"x":"y"}}}""", "Beside")]
    [TestCase("Carried", """{"x":"y"}""", "Carried")]
    [TestCase("Carried", "5", "Carried")]
    [TestCase("CarriedUnknown", """{"y":"y"}""", "CarriedUnknown")]
    [TestCase("Mode", "\"a|b\"", "Mode")]
    [TestCase("Mode", "\"\\\"\\\\\"", "Mode")]
    [TestCase("会话", """{"名前":"x","年齢":7}""", "会话")]
    [TestCase("N1Num", """{"x":"y"}""", "N1Num")]
    [TestCase("Pointers", """{"encoded":{"x":"1"},"half":{"x":"2"},"raw":{"y":"3"}}""", "Pointers")]
    public void JSON_is_read_as(string type, string json, string? variant)
    {
        if (variant is null)
        {
            Assert.That(() => _models.Read(type, json), Throws.InstanceOf<System.Text.Json.JsonException>());
        }
        else
        {
            Assert.That(_models.Variant(type, json), Is.EqualTo(variant));
        }
    }

    [TestCase("1.0")]
    [TestCase("1e0")]
    [TestCase("10e-1")]
    public void A_whole_number_is_the_same_however_it_is_written(string version) =>
        Assert.That(_models.Read("Scaled", $$"""{"scale":{{version}}}""").GetType().Name, Is.EqualTo("ScaledScale"));

    [TestCase("Members", "1num", "N1Num")]
    [TestCase("Members", "clone", "CloneValue")]
    [TestCase("Members", "名前", "名前")]
    [TestCase("Members", "größe", "Größe")]
    [TestCase("Beside", "agent", "Agent")]
    [TestCase("Dollar", "$type", "Type")]
    public void A_member_is_called(string type, string member, string name)
    {
        var declared = _generation.Trees.Single(t => Path.GetFileName(t.FilePath) == type + ".g.cs").GetRoot().DescendantNodes().OfType<PropertyDeclarationSyntax>();
        Assert.That(declared.Where(p => p.GetLeadingTrivia().ToString().Contains($"<c>{member}</c>", StringComparison.Ordinal)).Select(p => p.Identifier.Text), Is.EqualTo([name]));
    }

    [TestCase("Requests/OpenCodeGroupRequestBuilder.g.cs")]
    [TestCase("Requests/FieldsGroupRequestBuilder.g.cs")]
    [TestCase("Requests/WithGroupInGroupOptionsGroupRequestBuilder.g.cs")]
    [TestCase("Requests/BaseGroupRequestBuilder.g.cs")]
    [TestCase("Requests/V2SessionRequestBuilder.g.cs")]
    [TestCase("Requests/V2SessionGroupRequestBuilder.g.cs")]
    [TestCase("Models/Con_.g.cs")]
    [TestCase("Models/SessionModel.g.cs")]
    public void There_is_a_file(string path) => Assert.That(_generation.Files.Keys, Does.Contain(path));

    [Test]
    public void Two_query_parameters_of_one_name_are_two_properties() =>
        Assert.That(_generation.Files["Requests/Queries/OddGetQuery.g.cs"], Does.Contain("public string? AB { get; init; }").And.Contain("public long? ABValue { get; init; }"));

    [Test]
    public void Every_variable_of_a_URL_is_one_parameter() =>
        Assert.That(_generation.Files["Requests/OddRequestBuilder.g.cs"], Does.Contain("\"{+baseurl}/odd/{%62aseurl}/{%69d}/{%64irectory}/{event%2Did}{?id,nameof,a%2Db,aB,clone,filter%5Bx%5D,directory}\""));

    [Test]
    public void No_group_can_be_called_like_a_member_of_the_client()
    {
        var client = CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.File("src/OpenCode.Sdk/Client/OpenCodeClient.cs")));
        var members = client.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Select(m => m switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            _ => null,
        });
        Assert.That(members.OfType<string>().Where(m => !m.EndsWith("Async", StringComparison.Ordinal)), Is.SubsetOf(GroupNames.Reserved));
    }
}
