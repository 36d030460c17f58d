using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>System.Text.Json reads and writes the server's JSON whatever its options are: for every type.</summary>
public sealed class SerializerTests
{
    /// <summary>What an application may use. These tests run with reflection turned off, so it is turned on for each.</summary>
    private static readonly JsonSerializerOptions[] s_options =
    [
        new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() },
        new(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() },
        new()
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper,
            DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseUpper,
            NumberHandling = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            WriteIndented = true,
        },
        OpenCodeJson.Options,
    ];

    [TestCaseSource(typeof(Schemas), nameof(Schemas.Names))]
    public void Any_options_give_the_servers_JSON(string schema)
    {
        var type = Schemas.TypeOf(schema);
        for (var turn = 0; turn < 4; turn++)
        {
            var sample = new DocumentSamples(Repository.Document, turn, optional: turn % 2 == 0).Create(schema);
            var json = sample.ToString(Newtonsoft.Json.Formatting.None);
            foreach (var options in s_options)
            {
                var model = JsonSerializer.Deserialize(json, options.GetTypeInfo(type))!;
                Assert.That(JToken.DeepEquals(Repository.ParseJson(JsonSerializer.Serialize(model, options.GetTypeInfo(type))), sample), () => json);
                var same = JsonSerializer.Deserialize(json, options.GetTypeInfo(type))!;
                Assert.That(model.Equals(same), () => $"the same JSON is no equal model: {json}");
                Assert.That(model.GetHashCode(), Is.EqualTo(same.GetHashCode()));
            }

            // No time is "NaN", though the document allows the text for some.
            if (!json.Contains("NaN", StringComparison.Ordinal) && !json.Contains("Infinity", StringComparison.Ordinal))
            {
                Assert.That(() => JsonSerializer.Deserialize(json, OpenCodeJson.StrictOptions.GetTypeInfo(type)), Throws.Nothing);
            }
        }
    }

    [Test]
    public void Every_type_has_a_converter_of_its_own() => Assert.Multiple(() =>
    {
        foreach (var type in Model.Models)
        {
            var converter = type.GetCustomAttributes(typeof(JsonConverterAttribute), inherit: false).Cast<JsonConverterAttribute>().SingleOrDefault()?.ConverterType;
            Assert.That(converter, Is.Not.Null, type.Name);
            Assert.That(((JsonConverter)Activator.CreateInstance(converter!)!).Type, Is.EqualTo(type));
        }
    });

    [Test]
    public void The_options_know_lists_and_dictionaries_of_every_model() => Assert.Multiple(() =>
    {
        foreach (var model in Model.Models)
        {
            foreach (var list in new[] { typeof(List<>), typeof(IReadOnlyList<>), typeof(IEnumerable<>), typeof(IList<>), typeof(IReadOnlyCollection<>) })
            {
                var type = list.MakeGenericType(model);
                Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize("[]", OpenCodeJson.Options.GetTypeInfo(type)), OpenCodeJson.Options.GetTypeInfo(type)), Is.EqualTo("[]"), type.ToString());
            }

            Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize("[]", OpenCodeJson.Options.GetTypeInfo(model.MakeArrayType())), OpenCodeJson.Options.GetTypeInfo(model.MakeArrayType())), Is.EqualTo("[]"));
            foreach (var map in new[] { typeof(Dictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>) })
            {
                var type = map.MakeGenericType(typeof(string), model);
                Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize("{}", OpenCodeJson.Options.GetTypeInfo(type)), OpenCodeJson.Options.GetTypeInfo(type)), Is.EqualTo("{}"), type.ToString());
            }
        }
    });

    [Test]
    public void Both_ways_to_read_agree_on_depth([Values(64, 65, 250, 260)] int depth)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"type":"new","deep":{{new string('[', depth)}}{{new string(']', depth)}}}""");
        Assert.That(Reads(() => JsonSerializer.Deserialize<Part>(json, OpenCodeJson.Options)), Is.EqualTo(Reads(() => OpenCodeJson.Read(json, Part.ReadFrom))));
        Assert.That(Reads(() => OpenCodeJson.Read(json, Part.ReadFrom)), Is.EqualTo(depth < 256));
    }

    [Test]
    public void Both_ways_to_read_refuse_what_is_not_UTF8_wherever_it_is()
    {
        var whole = """{"type":"text","id":"i","sessionID":"s","messageID":"m","text":"t é","new":{"deep é":["é"]},"metadata":{"é":"é"}}"""u8.ToArray();
        for (var at = 0; at < whole.Length; at++)
        {
            var json = whole.ToArray();
            json[at] = 0xFF;
            Assert.That(() => JsonSerializer.Deserialize<Part>(json, OpenCodeJson.Options), Throws.InstanceOf<JsonException>(), $"{at}");
            Assert.That(() => OpenCodeJson.Read(json, Part.ReadFrom), Throws.InstanceOf<JsonException>(), $"{at}");
        }
    }

    [TestCase("""{"id":"i","sessionID":"s","messageID":"m","text":"t"}""")]
    [TestCase("""{"id":"i","sessionID":"s","messageID":"m","text":"t","synthetic":null}""")]
    public void A_variant_that_is_read_on_its_own_gets_nothing_that_it_did_not_have(string json) =>
        Assert.That(Encoding.UTF8.GetString(OpenCodeJson.Write(OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), TextPart.ReadFrom))), Is.EqualTo(json));

    [TestCase("true,\"synthetic\":null", null)]
    [TestCase("null,\"synthetic\":true", true)]
    [TestCase("1,\"synthetic\":true", true)]
    [TestCase("true,\"synthetic\":1", null)]
    public void Of_a_member_that_comes_twice_the_last_counts(string values, bool? expected)
    {
        var part = (TextPart)OpenCodeJson.Read(Encoding.UTF8.GetBytes($$"""{"type":"text","id":"i","sessionID":"s","messageID":"m","text":"t","synthetic":{{values}}}"""), Part.ReadFrom);
        Assert.That(part.Synthetic, Is.EqualTo(expected));
        var last = JsonSerializer.Deserialize<JsonElement>(OpenCodeJson.Write(part), s_options[0]);
        Assert.That(last.GetProperty("synthetic").GetRawText(), Is.EqualTo(values.Split(':')[1]));
    }

    private static bool Reads(Func<object?> read)
    {
        try
        {
            return read() is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
