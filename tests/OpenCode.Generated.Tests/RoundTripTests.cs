using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>What is read and written again is the same JSON, for samples of every schema and for members no schema has.</summary>
public sealed class RoundTripTests
{
    [TestCaseSource(typeof(Schemas), nameof(Schemas.Names))]
    public void A_schema_survives_reading_and_writing(string schema)
    {
        var type = Schemas.TypeOf(schema);
        foreach (var optional in new[] { true, false })
        {
            for (var turn = 0; turn < Turns(schema); turn++)
            {
                var json = new DocumentSamples(Repository.Document, turn, optional).Create(schema);
                var model = ModelJson.Read(type, json);
                var written = ModelJson.Write(model);
                Assert.That(JToken.DeepEquals(written, json), $"turn {turn}:\n{json}\nbecame\n{written}");
                Assert.That(ObjectGraph.NotUnderstood(model), Is.Empty, json.ToString());
            }
        }
    }

    [TestCaseSource(typeof(Schemas), nameof(Schemas.Names))]
    public void Members_of_a_newer_server_are_kept_wherever_they_stand(string schema)
    {
        var type = Schemas.TypeOf(schema);
        for (var turn = 0; turn < Turns(schema); turn++)
        {
            if (new DocumentSamples(Repository.Document, turn, optional: true).Create(schema) is not JObject json)
            {
                continue;
            }

            foreach (var inner in json.DescendantsAndSelf().OfType<JObject>().Where(o => IsRecordOfTheDocument(o)).ToList())
            {
                inner.AddFirst(new JProperty("from_the_future", new JArray(1, new JObject { ["a"] = JValue.CreateNull() })));
            }

            var written = ModelJson.Write(ModelJson.Read(type, json));
            Assert.That(JToken.DeepEquals(written, json), $"turn {turn}:\n{json}\nbecame\n{written}");
        }
    }

    /// <summary>Samples of maps have a key of their own, and in maps every member has the same type.</summary>
    private static bool IsRecordOfTheDocument(JObject sample) =>
        !sample.Properties().Any(p => p.Name.StartsWith(DocumentSamples.MapKey, StringComparison.Ordinal));

    /// <summary>As many turns as the widest choice directly in the schema has alternatives, and at least a handful for nested ones.</summary>
    private static int Turns(string schema)
    {
        var content = (JObject)Repository.Document["components"]!["schemas"]![schema]!;
        var widest = content.DescendantsAndSelf().OfType<JArray>()
            .Where(a => a.Parent is JProperty { Name: "anyOf" or "oneOf" or "enum" })
            .Select(a => a.Count)
            .DefaultIfEmpty(1)
            .Max();
        return Math.Max(widest, 12);
    }
}
