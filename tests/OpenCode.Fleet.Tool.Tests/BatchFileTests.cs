namespace OpenCode.Fleet.Tool.Tests;

/// <summary>What people write into the file of a batch, and what they omit.</summary>
public sealed class BatchFileTests
{
    private const string Minimal = """{ "prompt": "Do it", "workspace": { "kind": "clone", "location": "https://example.com/shop.git" } }""";

    private static readonly FleetJob s_minimal = new() { Prompt = "Do it", Workspace = FleetWorkspace.ForClone("https://example.com/shop.git") };

    [Test]
    public void Omitted_properties_have_their_default_values()
    {
        var batch = FleetBatch.Parse($$"""{ "jobs": [{{Minimal}}] }""");
        Assert.That(batch.Jobs, Is.EqualTo([s_minimal]));
        Assert.That(batch.Id, Has.Length.EqualTo(32));
        Assert.That(FleetJob.Parse(Minimal), Is.EqualTo(s_minimal));
    }

    [Test]
    public void Objects_can_be_incomplete_in_any_casing_with_comments()
    {
        var batch = FleetBatch.Parse("""
            {
              "id": "nightly", // continues an earlier submission
              "Jobs": [{
                "prompt": "Do it",
                "workspace": { "kind": "clone", "location": "https://example.com/shop.git" },
                "LIMITS": { "maxCost": 2 },
                "asks": { "rules": [{ "permission": "bash", "action": "allow" }] },
                "resultSchema": { "type": "object" },
                "resume": false,
              }],
            }
            """);
        Assert.That(batch.Id, Is.EqualTo("nightly"));
        Assert.That(batch.Jobs, Is.EqualTo([s_minimal with
        {
            Limits = new() { MaxCost = 2 },
            Asks = new() { Rules = [new() { Permission = "bash", Action = FleetPermissionAction.Allow }] },
            ResultSchema = """{"type":"object"}""",
            Resume = false,
        }]));
    }

    [TestCase("""{ "jobs": [{ "prompt": "Do it" }] }""", "workspace")]
    [TestCase("""{ "jobs": 1 }""", "$.jobs")]
    [TestCase("[]", "FleetBatch")]
    [TestCase("null", "null")]
    public void What_is_not_a_batch_is_refused(string json, string message) =>
        Assert.That(() => FleetBatch.Parse(json), Throws.InstanceOf<System.Text.Json.JsonException>().With.Message.Contains(message));
}
