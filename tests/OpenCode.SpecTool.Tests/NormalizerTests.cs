using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Emit;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Types;
using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>Each awkward shape in a document of its own.</summary>
public sealed class NormalizerTests
{
    [Test]
    public void A_union_finds_the_member_that_tells_its_variants_apart()
    {
        var api = SmallDocument.Normalize("""
            {
              "A": {"type":"object","properties":{"name":{"type":"string"},"kind":{"type":"string","enum":["a"]}},"required":["name","kind"]},
              "B": {"type":"object","properties":{"name":{"type":"string"},"kind":{"const":"b"}},"required":["name","kind"]},
              "U": {"anyOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]}
            }
            """);
        var union = api.Get<UnionDefinition>("U");
        Assert.That(union.Discriminator, Is.EqualTo("kind"));
        Assert.That(union.Cases.Select(c => $"{c.Value}={c.Variant.Name}"), Is.EqualTo(["a=A", "b=B"]));
        Assert.That(api.Get<RecordDefinition>("A").Base, Is.SameAs(union));
    }

    [Test]
    public void A_union_may_be_told_apart_by_a_nested_member()
    {
        var api = SmallDocument.Normalize("""
            {
              "U": {"anyOf":[
                {"type":"object","properties":{"type":{"const":"sync"},"inner":{"type":"object","properties":{"type":{"const":"x"},"n":{"type":"integer"}},"required":["type","n"]}},"required":["type","inner"]},
                {"type":"object","properties":{"type":{"const":"sync"},"inner":{"type":"object","properties":{"type":{"const":"y"},"s":{"type":"string"}},"required":["type","s"]}},"required":["type","inner"]}
              ]}
            }
            """);
        Assert.That(api.Get<UnionDefinition>("U").Cases.Select(c => $"{c.Path}={c.Value}"), Is.EqualTo(["inner.type=x", "inner.type=y"]));
    }

    [Test]
    public void A_union_within_a_union_may_be_told_apart_by_a_member_of_its_own()
    {
        var api = SmallDocument.Normalize("""
            {
              "A": {"type":"object","properties":{"type":{"const":"sync"},"name":{"const":"a"}},"required":["type","name"]},
              "B": {"type":"object","properties":{"type":{"const":"sync"},"name":{"const":"b"}},"required":["type","name"]},
              "C": {"type":"object","properties":{"type":{"const":"c"}},"required":["type"]},
              "Inner": {"anyOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]},
              "Outer": {"anyOf":[{"$ref":"#/components/schemas/Inner"},{"$ref":"#/components/schemas/C"}]}
            }
            """);
        var schemas = NormalizedDocument.Create(api)["components"]!["schemas"]!;
        Assert.That((string?)schemas["Outer"]!["x-declares"], Is.EqualTo("type|Type"));
        Assert.That((string?)schemas["Inner"]!["x-declares"], Is.EqualTo("name|Name"));
        Assert.That(schemas["Inner"]!["x-discriminators"]!.Values<string>(), Is.EqualTo(["name|Name", "type|Type"]), "its unknown variant overrides both");
        Assert.That((string?)schemas["A"]!["properties"]!["name"]!["x-presence"], Is.EqualTo("discriminator"));
    }

    [Test]
    public void A_document_without_what_overlays_speak_of_is_normalized_all_the_same() =>
        Assert.DoesNotThrow(() => Normalizer.Run(SmallDocument.Create("{}", """{"get":{"operationId":"thing.get","responses":{"204":{"description":"done"}}}}"""), Overlays.Load(Repository.File("openapi/overlays"))));

    [Test]
    public void A_union_without_constants_goes_by_the_members_that_must_be_there()
    {
        var api = SmallDocument.Normalize("""
            {"U": {"anyOf":[
              {"type":"object","properties":{"path":{"type":"string"}},"required":["path"]},
              {"type":"object","properties":{"url":{"type":"string"},"branch":{"type":"string"}},"required":["url","branch"]}
            ]}}
            """);
        var cases = api.Get<UnionDefinition>("U").Cases;
        Assert.That(cases.Select(c => string.Join('+', c.RequiredMembers)), Is.EqualTo(["url+branch", "path"]), "the choosier one first");
        Assert.That(cases.Select(c => c.Variant.Name), Is.EqualTo(["UUrl", "UPath"]));
    }

    [Test]
    public void A_union_inside_a_larger_one_becomes_a_step_between()
    {
        var api = SmallDocument.Normalize("""
            {
              "A": {"type":"object","properties":{"t":{"const":"a"}},"required":["t"]},
              "B": {"type":"object","properties":{"t":{"const":"b"}},"required":["t"]},
              "C": {"type":"object","properties":{"t":{"const":"c"}},"required":["t"]},
              "Large": {"anyOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"},{"$ref":"#/components/schemas/C"}]},
              "Small": {"oneOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]}
            }
            """);
        Assert.That(api.Get<RecordDefinition>("A").Base!.Name, Is.EqualTo("Small"));
        Assert.That(api.Get<UnionDefinition>("Small").Base!.Name, Is.EqualTo("Large"));
        Assert.That(api.Get<RecordDefinition>("C").Base!.Name, Is.EqualTo("Large"));
    }

    [Test]
    public void Unions_that_cross_can_not_both_be_bases()
    {
        var api = SmallDocument.Normalize("""
            {
              "A": {"type":"object","properties":{"t":{"const":"a"}},"required":["t"]},
              "B": {"type":"object","properties":{"t":{"const":"b"}},"required":["t"]},
              "C": {"type":"object","properties":{"t":{"const":"c"}},"required":["t"]},
              "Left": {"anyOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]},
              "Right": {"anyOf":[{"$ref":"#/components/schemas/B"},{"$ref":"#/components/schemas/C"}]}
            }
            """);
        Assert.That(api.Warnings.Single(), Does.StartWith("Right: shares variants with Left"));
        Assert.That(CSharp.Type(api.Schemas["Right"]), Is.EqualTo("JsonElement"));
    }

    [Test]
    public void Values_of_several_JSON_kinds_get_a_carrier()
    {
        var api = SmallDocument.Normalize("""
            {"Limit": {"anyOf":[{"type":"integer"},{"type":"boolean","enum":[false]},{"type":"array","items":{"type":"string"}}]}}
            """);
        Assert.That(api.Get<CarrierDefinition>("Limit").Alternatives.Select(a => $"{a.Key}: {CSharp.Type(a.Value)}"),
            Is.EqualTo(["Array: IReadOnlyList<string>", "Boolean: bool", "Number: long"]));
    }

    [TestCase("""{"anyOf":[{"type":"string"},{"enum":["x","y"],"type":"string"}]}""", "HolderMember", TestName = "known strings beside any string are an open enum")]
    [TestCase("""{"anyOf":[{"type":"number"},{"type":"string","enum":["NaN"]},{"type":"string","enum":["Infinity","-Infinity"]}]}""", "double", TestName = "a number or NaN is a number")]
    [TestCase("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "string?", TestName = "an alternative null is nullable")]
    [TestCase("""{"type":["integer","null"]}""", "long?", TestName = "a list of types with null is nullable")]
    [TestCase("""{"type":"string","nullable":true}""", "string?", TestName = "nullable is nullable")]
    [TestCase("""{"type":"boolean","enum":[true]}""", "bool", TestName = "a constant boolean is a boolean")]
    [TestCase("""{"type":"object"}""", "JsonElement", TestName = "an object of anything is free-form JSON")]
    [TestCase("{}", "JsonElement", TestName = "no type at all is free-form JSON")]
    [TestCase("""{"type":"object","additionalProperties":{"type":"array","items":{"type":"number"}}}""", "IReadOnlyDictionary<string, IReadOnlyList<double>>", TestName = "a map is a dictionary")]
    [TestCase("""{"type":"object","patternProperties":{"^ses":{"type":"boolean"}}}""", "IReadOnlyDictionary<string, bool>", TestName = "a map with patterned keys is a dictionary")]
    [TestCase("""{"type":"array","prefixItems":[{"type":"string"},{"type":"object"}]}""", "IReadOnlyList<JsonElement>", TestName = "a tuple is a list of free-form JSON")]
    public void A_member_has_the_type(string schema, string type)
    {
        var api = SmallDocument.Normalize($$$"""{"Holder":{"type":"object","properties":{"member":{{{schema}}}},"required":["member"]}}""");
        Assert.That(CSharp.Type(api.Member("Holder", "member").Type), Is.EqualTo(type));
        Assert.That(api.Warnings, Is.Empty);
    }

    [Test]
    public void A_shape_that_can_not_be_modelled_is_free_form_JSON_with_a_note()
    {
        var api = SmallDocument.Normalize("""{"U":{"anyOf":[{"type":"object","additionalProperties":{"type":"string"}},{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}]}}""");
        Assert.That(CSharp.Type(api.Schemas["U"]), Is.EqualTo("JsonElement"));
        Assert.That(api.Warnings.Single(), Does.StartWith("U: is a union of records and a map"));
    }

    [Test]
    public void Equal_inline_shapes_of_one_name_are_one_type()
    {
        const string Time = """{"type":"object","properties":{"start":{"type":"integer"}},"required":["start"]}""";
        var api = SmallDocument.Normalize($$$"""
            {
              "Long": {"type":"object","properties":{"time":{{{Time}}}}},
              "It": {"type":"object","properties":{"time":{{{Time}}},"other":{{{Time}}}}}
            }
            """);
        Assert.That(api.Member("Long", "time").Type.Definition!.Name, Is.EqualTo("ItTime"));
        Assert.That(api.Member("It", "time").Type.Definition, Is.SameAs(api.Member("Long", "time").Type.Definition));
        Assert.That(api.Member("It", "other").Type.Definition!.Name, Is.EqualTo("ItOther"), "another name means something else");
    }

    [Test]
    public void A_schema_may_contain_itself()
    {
        var api = SmallDocument.Normalize("""{"Tree":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}}}}""");
        Assert.That(CSharp.Type(api.Member("Tree", "children").Type), Is.EqualTo("IReadOnlyList<Tree>"));
    }

    [Test]
    public void A_member_named_like_its_type_or_another_member_gets_a_free_name()
    {
        var api = SmallDocument.Normalize("""{"Todo":{"type":"object","properties":{"todo":{"type":"string"},"a_b":{"type":"string"},"aB":{"type":"string"}}}}""");
        Assert.That(api.Get<RecordDefinition>("Todo").Members.Select(m => m.Name), Is.EqualTo(["TodoValue", "AB", "ABValue"]));
    }

    [Test]
    public void Overlays_rename_name_and_report_what_meets_nothing()
    {
        var api = SmallDocument.Normalize(
            """{"File":{"type":"object","properties":{"state":{"enum":["x"],"type":"string"}}}}""",
            overlay: """{"rename":{"File":"FileChange","Gone":"Never"},"name":{"File.state":"State","File.gone":"Never"},"patch":[{"at":"/components/schemas/Nowhere/type","set":"string"}]}""");
        Assert.That(api.Member("FileChange", "state").Type.Definition!.Name, Is.EqualTo("State"));
        Assert.That(api.UnmatchedOverlays, Is.EquivalentTo(["rename Gone", "name File.gone", "patch /components/schemas/Nowhere/type"]));
    }

    [Test]
    public void An_overlay_lets_members_be_absent_in_a_schema_or_in_all_variants_of_a_union()
    {
        var api = SmallDocument.Normalize(
            """
            {
              "A": {"type":"object","properties":{"t":{"const":"a"},"id":{"type":"string"}},"required":["t","id"]},
              "B": {"type":"object","properties":{"t":{"const":"b"},"id":{"type":"string"},"x":{"type":"object","properties":{"y":{"type":"string"}},"required":["y"]}},"required":["t","id","x"]},
              "U": {"anyOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]}
            }
            """,
            overlay: """{"optional":{"U":["id"],"B":["x","never"],"B.x":["y"]}}""");
        Assert.That(api.Get<RecordDefinition>("A").Members.Where(m => m.Required).Select(m => m.WireName), Is.EqualTo(["t"]));
        Assert.That(api.Get<RecordDefinition>("B").Members.Where(m => m.Required).Select(m => m.WireName), Is.EqualTo(["t"]));
        Assert.That(((RecordDefinition)api.Member("B", "x").Type.Definition!).Members.Single().Required, Is.False);
        Assert.That(api.UnmatchedOverlays, Is.EqualTo(["optional B.never"]));
    }

    [Test]
    public void An_operation_is_taken_apart()
    {
        var api = SmallDocument.Normalize("{}", """
            {"post":{
              "operationId":"v2.big_thing.doIt",
              "parameters":[
                {"in":"path","name":"id","required":true,"schema":{"type":"string"}},
                {"in":"query","name":"directory","schema":{"type":"string"}},
                {"in":"query","name":"location","schema":{"type":"object"}},
                {"in":"query","name":"must","required":true,"schema":{"type":"string"}},
                {"in":"query","name":"may","schema":{"anyOf":[{"type":"boolean"},{"enum":["true","false"],"type":"string"}]}}],
              "requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"x":{"type":"string"}}}}}},
              "responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"array","items":{"type":"string"}}}}},"404":{"description":"gone"}}}}
            """);
        var operation = api.Operations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(operation.Group, Is.EqualTo(["V2", "BigThing"]));
            Assert.That(operation.Method, Is.EqualTo("DoIt"));
            Assert.That(operation.UrlTemplate, Is.EqualTo("{+baseurl}/thing/{id}{?must,may,directory,location%5Bdirectory%5D,location%5Bworkspace%5D}"));
            Assert.That(operation.RequiredQuery.Single().Name, Is.EqualTo("must"));
            Assert.That(operation.OptionalQuery.Single().Type, Is.EqualTo(TypeUse.Boolean));
            Assert.That(operation.Body!.Definition!.Name, Is.EqualTo("V2BigThingDoItRequest"));
            Assert.That(operation.BodyRequired, Is.False);
            Assert.That(CSharp.Type(operation.Response!), Is.EqualTo("IReadOnlyList<string>"));
            Assert.That(operation.Errors, Is.EqualTo(["404 gone"]));
        });
    }

    [Test]
    public void A_patch_finds_a_parameter_by_its_name()
    {
        var api = SmallDocument.Normalize(
            "{}",
            """{"get":{"operationId":"thing.list","parameters":[{"in":"query","name":"may","schema":{"type":"string"}},{"in":"query","name":"limit","schema":{"type":"integer"}}],"responses":{"204":{"description":""}}}}""",
            overlay: """
            {"patch":[
              {"at":"/paths/~1thing~1{id}/get/parameters/limit/description","create":true,"set":"At most 7"},
              {"at":"/paths/~1thing~1{id}/get/parameters/gone/description","create":true,"set":"Never"},
              {"at":"/paths/~1thing~1{id}/get/parameters/9/description","create":true,"set":"Never"}]}
            """);
        Assert.That(api.Operations.Single().OptionalQuery.Select(p => p.Description), Is.EqualTo(new[] { null, "At most 7" }));
        Assert.That(api.UnmatchedOverlays, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_same_document_gives_the_same_result()
    {
        string Run() => Json.Text(NormalizedDocument.Create(Normalizer.Run(Repository.Document, Overlays.Load(Repository.File("openapi/overlays")))));

        var first = Run();
        Assert.That(Run(), Is.EqualTo(first));
    }

    [Test]
    public void Nothing_of_the_committed_document_had_to_be_degraded() => Assert.That(Repository.Types["warnings"], Is.Empty);

    [Test]
    public void Every_overlay_entry_meets_something_in_the_committed_document() =>
        Assert.That(Normalizer.Run(Repository.Document, Overlays.Load(Repository.File("openapi/overlays"))).UnmatchedOverlays, Is.Empty);

    [Test]
    public void Normalizing_leaves_the_servers_document_alone()
    {
        var document = (JObject)Repository.Document.DeepClone();
        Normalizer.Run(document, Overlays.Load(Repository.File("openapi/overlays")));
        Assert.That(JToken.DeepEquals(document, Repository.Document));
    }
}
