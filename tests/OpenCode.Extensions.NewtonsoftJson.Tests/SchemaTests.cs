using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Extensions.NewtonsoftJson.Tests;

/// <summary>Every schema of the document, through text and through tokens, in both directions.</summary>
public sealed class SchemaTests
{
    private const int Turns = 4;

    /// <summary>Characters that JSON, JavaScript, HTML or Newtonsoft.Json treat in a special way, and what looks like a date.</summary>
    private static readonly string[] s_hostileTexts =
    [
        @"\u0000\u001f\""\\/\b\f\n\r\t\u007f\u0085\u00a0\u2028\u2029\ufeff\uffff<script>'&+",
        @"\ud83d\ude42 \ud83d",
        @"\ude42\ud83d\ud83d\ude42",
        "2024-01-02T03:04:05.600+02:00",
        "/Date(1700000000000)/",
        "$type",
    ];

    private static readonly string[] s_schemas =
    [
        .. Repository.Types["schemas"]!.Children<JProperty>()
            .Where(p => p.Value.Type == JTokenType.String && Repository.Document["components"]!["schemas"]![p.Name] is not null)
            .Select(p => p.Name),
    ];

    [TestCaseSource(nameof(s_schemas))]
    public void A_schema_survives_text(string schema)
    {
        foreach (var (type, json) in Samples(schema))
        {
            var model = Newtonsoft.Read(json, type)!;
            var expected = Newtonsoft.Expected(ModelJson.Read(type, Repository.ParseJson(json)));
            Assert.That(Newtonsoft.Write(model), Is.EqualTo(expected));
            Assert.That(Newtonsoft.Expected(Newtonsoft.Read(Indented(model), type)!), Is.EqualTo(expected));
            AssertSame(Indented(model), json);
        }
    }

    [TestCaseSource(nameof(s_schemas))]
    public void A_schema_survives_tokens(string schema)
    {
        foreach (var (type, json) in Samples(schema))
        {
            var model = Newtonsoft.Read(json, type)!;
            var token = JToken.FromObject(model, Newtonsoft.Serializer);
            AssertSame(token, json);
            Assert.That(Newtonsoft.Expected(token.ToObject(type, Newtonsoft.Serializer)!), Is.EqualTo(Newtonsoft.Expected(model)));
        }
    }

    [TestCaseSource(nameof(s_schemas))]
    public void Any_text_survives_everywhere(string schema)
    {
        var type = Model(schema);
        var sample = new DocumentSamples(Repository.Document, turn: 0, optional: true).Create(schema);
        var template = sample.ToString(Formatting.None);
        var text = JsonConvert.ToString((string)new DocumentSamples(Repository.Document, 0, optional: true).Create(new JObject { ["type"] = "string" })!);
        foreach (var hostile in s_hostileTexts)
        {
            var json = template.Replace(text, $"\"{hostile}\"", StringComparison.Ordinal).Replace("\"anything\":", $"\"{hostile}\":", StringComparison.Ordinal);
            var model = Newtonsoft.ReadExactly(json, type)!;
            var expected = Newtonsoft.Expected(System.Text.Json.JsonSerializer.Deserialize(json, OpenCodeJson.Options.GetTypeInfo(type))!);
            Assert.That(Newtonsoft.Write(model), Is.EqualTo(expected));
            Assert.That(Newtonsoft.Expected(Newtonsoft.ReadExactly(Indented(model), type)!), Is.EqualTo(expected));
            Assert.That(Newtonsoft.Expected(JToken.FromObject(model, Newtonsoft.Serializer).ToObject(type, Newtonsoft.Serializer)!), Is.EqualTo(expected));
        }
    }

    [Test]
    public void The_converter_takes_every_model()
    {
        var converter = new OpenCodeModelConverter();
        var models = typeof(IJsonModel).Assembly.GetExportedTypes().Where(t => typeof(IJsonModel).IsAssignableFrom(t)).ToList();
        Assert.That(models.Where(t => !converter.CanConvert(t)), Is.Empty);
        Assert.That(models.Where(t => t.IsValueType && !converter.CanConvert(typeof(Nullable<>).MakeGenericType(t))), Is.Empty);
    }

    private static IEnumerable<(Type Type, string Json)> Samples(string schema) =>
        from optional in new[] { true, false }
        from turn in Enumerable.Range(0, Turns)
        select (Model(schema), new DocumentSamples(Repository.Document, turn, optional).Create(schema).ToString(Formatting.None));

    private static Type Model(string schema) => typeof(IJsonModel).Assembly.GetType($"OpenCode.Models.{(string)Repository.Types["schemas"]![schema]!}")!;

    private static string Indented(object model)
    {
        var settings = Newtonsoft.Settings;
        settings.Formatting = Formatting.Indented;
        return Newtonsoft.Write(model, settings);
    }

    private static void AssertSame(string actual, string expected) => AssertSame(Repository.ParseJson(actual), expected);

    private static void AssertSame(JToken actual, string expected) =>
        Assert.That(JToken.DeepEquals(actual, Repository.ParseJson(expected)), $"{expected}\nbecame\n{actual}");
}
