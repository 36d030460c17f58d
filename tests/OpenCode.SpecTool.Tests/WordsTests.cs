using OpenCode.SpecTool.Documents;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Emit;
using OpenCode.SpecTool.Normalize;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Tests;

/// <summary>Documentation of our own: which words go where, and what is missed.</summary>
public sealed class WordsTests
{
    private const string Schemas = """
        {
          "CatEvent": {"type":"object","properties":{"type":{"const":"cat"},"id":{"type":"string"},"mood":{"enum":["calm","angry"],"type":"string"}},"required":["type","id"]},
          "DogEvent": {"type":"object","properties":{"type":{"const":"dog"},"id":{"type":"string"},"age":{"type":"integer","description":"how old it is"}},"required":["type","id"]},
          "Pet": {"anyOf":[{"$ref":"#/components/schemas/CatEvent"},{"$ref":"#/components/schemas/DogEvent"}]}
        }
        """;

    private const string Operation = """
        {"put":{"operationId":"pet.put","parameters":[
          {"in":"path","name":"id","required":true,"schema":{"type":"string"}},
          {"in":"query","name":"limit","schema":{"type":"integer"},"description":"At most 7"}],
          "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/CatEvent"}}}},
          "responses":{"204":{"description":""}}}}
        """;

    [Test]
    public void The_words_for_a_type_win_over_those_for_its_union_and_those_over_the_general_ones()
    {
        var api = Normalize("""{"members":{"id":"General.","Pet.id":"Of a pet.","DogEvent.id":"Of a dog.","mood":"General."}}""");
        Assert.That(api.Member("DogEvent", "id").Description, Is.EqualTo("Of a dog."));
        Assert.That(api.Member("CatEvent", "id").Description, Is.EqualTo("Of a pet."));
        Assert.That(api.Member("CatEvent", "mood").Description, Is.EqualTo("General."));
        Assert.That(api.UnmatchedOverlays, Is.EqualTo(["words members id"]), "nothing is left for the general ones");
    }

    [Test]
    public void The_end_of_a_types_name_is_enough() =>
        Assert.That(Normalize("""{"members":{"*Event.id":"Of an event."}}""").Member("CatEvent", "id").Description, Is.EqualTo("Of an event."));

    [Test]
    public void What_the_document_says_wins_over_general_words_only()
    {
        Assert.That(Normalize("""{"members":{"age":"General."}}""").Member("DogEvent", "age").Description, Is.EqualTo("how old it is"));
        Assert.That(Normalize("""{"members":{"DogEvent.age":"Special."}}""").Member("DogEvent", "age").Description, Is.EqualTo("Special."));
    }

    [Test]
    public void Types_that_go_by_one_stem_share_their_words()
    {
        var api = Normalize("""{"types":{"Pet":"A pet."},"forms":{"{0}Event":"Sent when {0}."},"stems":{"Cat":"a cat comes","Dog":"a dog comes","Cow":"a cow comes"}}""");
        Assert.That(api.Definitions.Select(d => d.Description), Is.SupersetOf(["A pet.", "Sent when a cat comes.", "Sent when a dog comes."]));
        Assert.That(api.UnmatchedOverlays, Is.EqualTo(["words stems Cow"]));
    }

    [Test]
    public void Values_operations_parameters_and_bodies_have_words()
    {
        var api = Normalize("""
            {"values":{"calm":"Calm.","CatEventMood.angry":"Better leave it alone."},"operations":{"pet.put":"Replaces a pet."},
             "parameters":{"id":"The identifier.","pet.put.limit":"The maximum."},"bodies":{"pet.put":"The pet."}}
            """);
        var operation = api.Operations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(api.Get<EnumDefinition>("CatEventMood").Descriptions.Values, Is.EqualTo(["Calm.", "Better leave it alone."]));
            Assert.That(operation.Summary, Is.EqualTo("Replaces a pet."));
            Assert.That(operation.PathParameters.Single().Description, Is.EqualTo("The identifier."));
            Assert.That(operation.OptionalQuery.Single().Description, Is.EqualTo("The maximum."));
            Assert.That(operation.BodyDescription, Is.EqualTo("The pet."));
            Assert.That(api.UnmatchedOverlays, Is.Empty);
        });
    }

    [Test]
    public void What_has_no_words_is_warned_about_once_anything_has() => Assert.Multiple(() =>
    {
        string[] places = ["CatEvent", "DogEvent", "CatEventMood", "CatEvent.id", "DogEvent.id", "CatEvent.mood", "CatEventMood.calm", "CatEventMood.angry", "pet.put", "pet.put.id", "pet.put.request"];
        Assert.That(Normalize("""{"types":{"Pet":"A pet."}}""").Warnings, Is.EquivalentTo(places.Select(place => $"{place}: has no documentation; add it in an overlay")));
        Assert.That(Normalize("{}").Warnings, Is.Empty);
    });

    [Test]
    public void Words_for_other_servers_need_not_meet_anything()
    {
        const string Overlay = """{"otherServers":true,"words":{"members":{"CatEvent.gone":"Gone.","CatEvent.id":"Here."}}}""";
        var api = SmallDocument.Normalize(Schemas, Operation, Overlay);
        Assert.That(api.Member("CatEvent", "id").Description, Is.EqualTo("Here."));
        Assert.That(api.UnmatchedOverlays, Is.Empty);
    }

    [Test]
    public void What_is_deprecated_says_what_to_use_instead()
    {
        const string Schema = """{"A":{"type":"object","properties":{"old":{"type":"string","deprecated":true},"older":{"type":"string"},"needed":{"type":"string"}},"required":["needed"]}}""";
        const string Deprecated = """{"get":{"operationId":"a.get","deprecated":true,"responses":{"204":{"description":""}}}}""";
        var api = SmallDocument.Normalize(Schema, Deprecated, """{"words":{"replacements":{"A.older":"Use \"New\".","A.needed":"Use New"}}}""");
        Assert.That(api.Warnings, Is.SupersetOf(new[] { "A.old", "a.get" }.Select(place => $"{place}: is deprecated without a replacement; name one in an overlay")));
        var members = NormalizedDocument.Create(api)["components"]!["schemas"]!["A"]!["properties"]!;
        Assert.That((string?)members["older"]!["x-obsolete"], Is.EqualTo("""
            "Use \"New\"."
            """));
        Assert.That((string?)members["old"]!["x-obsolete"], Does.Contain("deprecated"));
        Assert.That((string?)members["needed"]!["x-obsolete"], Is.Null, "C# refuses it");
        Assert.That((string?)members["needed"]!["x-summary"], Is.EqualTo("<c>needed</c> Deprecated. Use New."));
    }

    [TestCase("""{"membres":{}}""", "unknown kind membres")]
    [TestCase("""{"forms":{"Event":"Sent."},"stems":{"Cat":"a cat comes"}}""", "the form Event")]
    public void Words_that_could_never_be_used_are_refused(string words, string message) =>
        Assert.That(() => Normalize(words), Throws.TypeOf<SpecToolException>().With.Message.Contains(message));

    [TestCase("Five items", "Five items.")]
    [TestCase("Is it? It is `a<b`!", "Is it? It is <c>a&lt;b</c>!")]
    [TestCase("", ".")]
    public void A_summary_is_a_sentence_that_XML_can_hold(string text, string summary) => Assert.That(Summary.Of(text), Is.EqualTo(summary));

    [Test]
    public void The_name_on_the_wire_stands_in_for_words() =>
        Assert.That(
            NormalizedDocument.Create(Normalize("{}"))["components"]!["schemas"]!.Select(s => (string?)s.First!["x-summary"]),
            Is.SupersetOf(["<c>CatEvent</c>", "<c>Pet</c>"]));

    private static NormalizedApi Normalize(string words) =>
        SmallDocument.Normalize(Schemas, Operation, new JObject { ["words"] = JObject.Parse(words) }.ToString());
}
