using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>The server cuts texts within a character. Half a character is read and written wherever it is: for every text of every schema.</summary>
public sealed class HalfCharacterTests
{
    private static readonly JsonSerializerOptions s_anyOptions = new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), WriteIndented = true };

    private static readonly string[] s_halves = ["cut \ud83d", "\udc00 rest", "\ud83d\ud83d\ude00 \"\\\n\udc00", "\ude00\ud83d"];

    [TestCaseSource(typeof(Schemas), nameof(Schemas.Names))]
    public void Half_characters_survive(string schema)
    {
        var type = Schemas.TypeOf(schema);
        for (var turn = 0; turn < 4; turn++)
        {
            var half = s_halves[turn % s_halves.Length];
            var sample = new DocumentSamples(Repository.Document, turn, optional: true).Create(schema);
            if (sample is JObject members)
            {
                members.Add("new " + half, new JObject { ["deep " + half] = new JArray(half, 1.5, null!, true) });
            }

            foreach (var place in sample.SelectTokens("$..*").OfType<JValue>().Where(v => v.Parent is not null && v.Value is string text && text.StartsWith("text ", StringComparison.Ordinal)).Select(v => v.Path).ToList())
            {
                var copy = sample.DeepClone();
                copy.SelectToken(place)!.Replace(half);
                AssertSurvives(type, copy);
            }

            AssertSurvives(type, sample);
        }
    }

    [TestCaseSource(nameof(s_halves))]
    public void Half_characters_are_what_NET_strings_contain(string half)
    {
        var json = $$"""{"id":"i","sessionID":"s","messageID":"m","type":"text","text":{{Escape(half)}}}""";
        var part = (TextPart)OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), Part.ReadFrom);
        Assert.That(part.Text, Is.EqualTo(half));
        Assert.That(JToken.DeepEquals(Repository.ParseJson(Encoding.UTF8.GetString(OpenCodeJson.Write(part))), Repository.ParseJson(json)));
        Assert.That(JsonSerializer.Serialize<Part>(part, s_anyOptions), Does.Contain("\\ud83d").Or.Contain("\\udc00"));
        Assert.That(JsonSerializer.Deserialize<Part>(JsonSerializer.Serialize<Part>(part, s_anyOptions), s_anyOptions), Is.EqualTo(part));
    }

    [Test]
    public void Half_characters_in_an_unknown_variant_are_found()
    {
        var json = """{"type":"from.the.future","\ud83d":1,"id":"\udc00","properties":{"sessionID":"ses_\ud83d"}}"""u8;
        var e = OpenCodeJson.Read(json, Event.ReadFrom);
        Assert.That(e.SessionId, Is.EqualTo("ses_\ud83d"));
        Assert.That(OpenCodeJson.Write(e), Is.EqualTo(json.ToArray()));
    }

    private static void AssertSurvives(Type type, JToken json)
    {
        var text = Escape(json);
        var model = JsonSerializer.Deserialize(text, OpenCodeJson.Options.GetTypeInfo(type))!;
        var written = Encoding.UTF8.GetString(OpenCodeJson.Write((IJsonModel)model));
        Assert.That(JToken.DeepEquals(Repository.ParseJson(written), Repository.ParseJson(text)), () => $"{text}\nbecame\n{written}");
        Assert.That(JToken.DeepEquals(Repository.ParseJson(JsonSerializer.Serialize(model, type, s_anyOptions)), Repository.ParseJson(text)), () => text);
    }

    /// <summary>JSON in which all that is not ASCII is escaped.</summary>
    private static string Escape(JToken json)
    {
        using var text = new StringWriter();
        using var writer = new Newtonsoft.Json.JsonTextWriter(text) { StringEscapeHandling = Newtonsoft.Json.StringEscapeHandling.EscapeNonAscii };
        json.WriteTo(writer);
        return text.ToString();
    }
}
