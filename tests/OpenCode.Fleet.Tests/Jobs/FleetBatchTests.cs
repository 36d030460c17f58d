using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpenCode.Fleet.Tests.Jobs;

/// <summary>Batches are read from JSON with their defaults, and invalid values are refused with their names.</summary>
public sealed class FleetBatchTests
{
    [TestCase("")]
    [TestCase("..")]
    [TestCase("a.b")]
    [TestCase("-x")]
    [TestCase("a/b")]
    [TestCase("é")]
    public void An_identifier_is_a_name_of_a_folder_and_a_branch(string id) =>
        Assert.That(() => (ClusterBatch() with { Id = id }).Validate(), Throws.ArgumentException.With.Message.Contains($"'{id}'"));

    [Test]
    public void Properties_that_the_JSON_omits_have_their_defaults()
    {
        var batch = FleetBatch.Parse("""{ "jobs": [{ "prompt": "p", "workspace": { "kind": "clone", "location": "https://example.com/x.git" }, "limits": { "maxCost": 2 }, "asks": { "rules": [{ "permission": "bash", "action": "allow" }] } }] }""");
        var job = new FleetJob
        {
            Prompt = "p",
            Workspace = FleetWorkspace.ForClone("https://example.com/x.git"),
            Limits = new() { MaxCost = 2 },
            Asks = new() { Rules = [new() { Permission = "bash", Action = FleetPermissionAction.Allow }] },
        };
        Assert.That(batch.Jobs, Is.EqualTo([job]));
        Assert.That(batch.Id, Has.Length.EqualTo(32));
    }

    [Test]
    public void A_job_is_the_same_after_JSON()
    {
        var job = ClusterBatch().Jobs[0] with { ResultSchema = """{"type":"object"}""", Labels = ["a"], Retries = 3, Resume = false, Priority = -1, Model = "p/m" };
        Assert.That(FleetJob.Parse(FleetJson.Write(job)), Is.EqualTo(job));
    }

    [TestCase("""{"prompt":"","workspace":{"kind":"directory","location":"/"}}""", "Prompt")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"x"}}""", "'x'")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"clone","location":"--upload-pack=x"}}""", "--upload-pack=x")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"clone","location":"x","reference":"-f"}}""", "-f")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/","reference":"main"}}""", "main")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"model":"x"}""", "'x'")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"retries":101}""", "101")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"limits":{"maxCost":0}}""", "MaxCost")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"labels":null}""", "Labels")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"labels":[""]}""", "Labels")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"resultSchema":[]}""", "ResultSchema")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"directory","location":"/"},"command":"c","resultSchema":{}}""", "'c'")]
    public void An_invalid_value_is_named(string json, string name)
    {
        Assert.That(() => FleetJob.Parse(json), Throws.InstanceOf<ArgumentException>().With.Message.Contains(name));
        Assert.That(() => FleetBatch.Parse($$"""{"jobs":[{{json}}]}"""), Throws.ArgumentException.With.Message.Contains(name).And.Message.Contains("position 0"));
    }

    [TestCase("""{"promt":"p"}""")]
    [TestCase("""{"prompt":"p","workspace":{"kind":"unknown","location":"/"}}""")]
    [TestCase("null")]
    public void JSON_that_is_no_job_is_refused(string json) => Assert.That(() => FleetJob.Parse(json), Throws.InstanceOf<JsonException>());

    [Test]
    public void A_result_can_have_a_type()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var type = (JsonTypeInfo<Verdict>)options.GetTypeInfo(typeof(Verdict));
        var job = ClusterBatch().Jobs[0].WithResult(type);
        job.Validate();
        Assert.That(job.ResultSchema, Does.Contain("\"isCorrect\"").And.Contains("\"required\""));
        var result = new FleetJobResult { Outcome = FleetOutcome.Completed, Structured = """{"isCorrect":true}""", EndedAt = default };
        Assert.That(result.Read(type), Is.EqualTo(new Verdict(true)));
        Assert.That(() => (result with { Structured = null }).Read(type), Throws.InvalidOperationException);
        Assert.That(() => job.WithResult((JsonTypeInfo<int>)options.GetTypeInfo(typeof(int))), Throws.ArgumentException.With.Message.Contains("Int32"));
    }

    private static FleetBatch ClusterBatch() => Cluster.ClusterTests.Batch("b", 1);

    private sealed record Verdict(bool IsCorrect);
}
