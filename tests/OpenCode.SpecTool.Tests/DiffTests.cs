using OpenCode.SpecTool.Diff;
using OpenCode.SpecTool.Normalize;

namespace OpenCode.SpecTool.Tests;

public sealed class DiffTests
{
    private const string Before = """
        {
          "Kept": {"type":"object","properties":{"same":{"type":"string"},"typed":{"type":"string"},"gone":{"type":"string"}},"required":["same"]},
          "Gone": {"type":"string"},
          "Choice": {"type":"string","enum":["a","b"]}
        }
        """;

    private const string After = """
        {
          "Kept": {"type":"object","description":"new words","properties":{"same":{"type":"string"},"typed":{"type":"integer"},"more":{"type":"string"}}},
          "New": {"type":"string"},
          "Choice": {"type":"string","enum":["a","c"]}
        }
        """;

    private const string Operation = """{"get":{"operationId":"thing.get","parameters":[{"in":"query","name":"q","required":false,"schema":{"type":"string"}}],"responses":{"200":{"description":"x"}}}}""";

    private const string OtherOperation = """{"put":{"operationId":"thing.put","responses":{"200":{"description":"x"}}}}""";

    [Test]
    public void Every_kind_of_change_is_found_and_weighed()
    {
        var diff = Compare(SmallDocument.Create(Before, Operation), SmallDocument.Create(After, OtherOperation));
        Assert.That(diff.Operations, Is.EqualTo(
        [
            new Change("GET /thing/{id}", "removed (thing.get)", true),
            new Change("PUT /thing/{id}", "added (thing.put)", false),
        ]));
        Assert.That(diff.Schemas, Is.EquivalentTo(
        [
            new Change("Gone", "removed", true),
            new Change("New", "added", false),
            new Change("Kept", "member gone removed", true),
            new Change("Kept", "member more added: string", false),
            new Change("Kept", "member typed is integer instead of string", true),
            new Change("Kept", "member same is now optional", true),
            new Change("Choice", "value b removed", true),
            new Change("Choice", "value c added", false),
        ]));
    }

    [Test]
    public void A_parameter_that_becomes_required_and_an_answer_of_another_type_break()
    {
        const string Stricter = """{"get":{"operationId":"thing.get","parameters":[{"in":"query","name":"q","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"x","content":{"application/json":{"schema":{"type":"boolean"}}}},"404":{"description":"none"}}}}""";
        var diff = Compare(SmallDocument.Create("{}", Operation), SmallDocument.Create("{}", Stricter));
        Assert.That(diff.Operations, Is.EqualTo(
        [
            new Change("GET /thing/{id}", "query parameter q is now required", true),
            new Change("GET /thing/{id}", "response is boolean instead of nothing", true),
            new Change("GET /thing/{id}", "has different error responses", false),
        ]));
    }

    [Test]
    public void A_change_further_in_is_told_where_it_is()
    {
        const string Old = """{"A":{"type":"object","properties":{"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"string"}}}},"map":{"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"$ref":"#/components/schemas/B"}]}}}},"B":{"type":"object"}}""";
        const string Now = """{"A":{"type":"object","properties":{"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"string","nullable":true},"y":{"type":"array","items":{"$ref":"#/components/schemas/B"}}},"required":["y"]}},"map":{"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}},"B":{"type":"object"}}""";
        var diff = Compare(SmallDocument.Create(Old, Operation), SmallDocument.Create(Now, Operation));
        Assert.That(diff.Schemas, Is.EqualTo(
        [
            new Change("A", "member list[].y added: a list of B, required", true),
            new Change("A", "member list[].x can now be null", true),
            new Change("A", "member map{} variant B removed", true),
            new Change("A", "member map{} variant integer added", false),
        ]));
    }

    [Test]
    public void Of_a_public_type_that_is_gone_only_the_type_is_told()
    {
        var report = ApiDiff.Compare(
            new HashSet<string> { "Gone: public class Gone", "Gone: public int X { get; }", "Kept: public class Kept", "Kept: public int Old { get; }" },
            new HashSet<string> { "Kept: public class Kept", "Kept: public int New { get; }" });
        Assert.That(report, Does.Contain("## Public API: 2 types and members removed or changed, 1 added"));
        Assert.That(report, Does.Contain("\nGone\nKept: public int Old { get; }\n").And.Contain("\nKept: public int New { get; }\n"));
    }

    [Test]
    public void The_public_API_of_an_assembly_is_read()
    {
        var declarations = ApiDiff.Declarations(typeof(Change).Assembly);
        Assert.That(declarations, Does.Contain("Change: public bool Breaking { get; init; }"));
    }

    [Test]
    public void Words_alone_are_no_difference()
    {
        var from = SmallDocument.Create("""{"A":{"type":"object","description":"old","properties":{"title":{"type":"string"}}}}""", Operation);
        var to = SmallDocument.Create("""{"A":{"type":"object","description":"new","properties":{"title":{"type":"string"}}}}""", Operation);
        Assert.That(DiffReport.Write(Compare(from, to), "1", "2"), Is.EqualTo("# From 1 to 2\n\nNo differences.\n"));
    }

    [Test]
    public void The_report_puts_what_breaks_first()
    {
        var report = DiffReport.Write(Compare(SmallDocument.Create(Before, Operation), SmallDocument.Create(After, Operation)), "1.0", "1.1");
        Assert.That(report, Does.Contain("## Schemas: 8 changes, 5 breaking"));
        Assert.That(report.IndexOf("`New`", StringComparison.Ordinal), Is.GreaterThan(report.IndexOf("`Gone`", StringComparison.Ordinal)));
    }

    private static DocumentDiff Compare(Newtonsoft.Json.Linq.JObject from, Newtonsoft.Json.Linq.JObject to)
    {
        Dialect.Canonicalize(from);
        Dialect.Canonicalize(to);
        return DocumentDiff.Compare(from, to);
    }
}
