using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Extensions.NewtonsoftJson.Tests;

/// <summary>Failures are Newtonsoft.Json's, and say where.</summary>
public sealed class ErrorTests
{
    [Test]
    public void A_value_of_another_kind_names_its_place()
    {
        var e = Assert.Throws<JsonSerializationException>(() => Newtonsoft.Read<Dictionary<string, Part[]>>("{\n\"a\": [{\"type\":\"text\"}, 5]}"))!;
        Assert.That(e.Path, Is.EqualTo("a[0]").Or.EqualTo("a[1]"));
        Assert.That(e.LineNumber, Is.EqualTo(2));
        Assert.That(e.InnerException, Is.InstanceOf<System.Text.Json.JsonException>());
        Assert.That(e.Message, Does.Contain(e.Path!));
    }

    [Test]
    public void A_place_inside_a_model_is_part_of_the_path()
    {
        var json = """{"mail":{"info":5,"parts":{}}}""";
        var e = Assert.Throws<JsonSerializationException>(() => Newtonsoft.Read<Dictionary<string, MessageWithParts>>(json))!;
        Assert.That(e.Path, Is.EqualTo("mail.info"));
        Assert.That(e.Message, Does.Contain("Expected an object but found the number 5"));
        var token = Assert.Throws<JsonSerializationException>(() => JObject.Parse(json)["mail"]!.ToObject<MessageWithParts>(Newtonsoft.Serializer))!;
        Assert.That(token.Path, Is.EqualTo("mail.info"));
    }

    [TestCase("""{"type":"text",""")]
    [TestCase("""{"type":"text" """)]
    [TestCase("""{"type":"text","a":[1}""")]
    [TestCase("""{"type":tex}""")]
    [TestCase("""{"a":NaN}""")]
    [TestCase("""{"a":1e400}""")]
    [TestCase("""{"a":undefined}""")]
    [TestCase("""{"a":new Thing(1)}""")]
    public void Malformed_JSON_is_an_error_of_Newtonsoft(string json) =>
        Assert.That(() => Newtonsoft.Read<Part>(json), Throws.InstanceOf<JsonException>());

    [TestCase("""{"type":"text",""")]
    [TestCase("""{"type":"text","a":[1}""")]
    [TestCase("""{"a":NaN}""")]
    public void Malformed_JSON_is_an_error_of_the_exact_reader(string json)
    {
        Assert.That(() => Newtonsoft.ReadExactly(json, typeof(Part)), Throws.InstanceOf<JsonReaderException>());
        Assert.That(() => Newtonsoft.ReadExactly(json, typeof(JToken)), Throws.InstanceOf<JsonReaderException>());
    }

    [Test]
    public void Comments_are_skipped_as_Newtonsoft_does() =>
        Assert.That(Newtonsoft.Read<PartInput>("/*a*/{/*b*/\"type\":/*c*/\"text\",//d\n\"text\":\"t\"/*e*/}"), Is.EqualTo(new TextPartInput { Text = "t" }));

    [Test]
    public void An_interface_cannot_be_read() =>
        Assert.That(() => Newtonsoft.Read<IJsonModel>("{}"), Throws.TypeOf<JsonSerializationException>().With.Message.Contains("IJsonModel"));

    [Test]
    public void The_default_of_an_open_enumeration_cannot_be_written() =>
        Assert.That(() => Newtonsoft.Write(new { at = default(AgentColor) }), Throws.TypeOf<JsonSerializationException>().With.Property("Path").EqualTo("at"));

    [Test]
    public void Null_is_no_open_enumeration() =>
        Assert.That(() => Newtonsoft.Read<AgentColor>("null"), Throws.TypeOf<JsonSerializationException>());

    [Test]
    public void Depth_is_limited_by_the_settings()
    {
        string Deep(int depth) => $$"""{"id":"p","sessionID":"s","messageID":"m","type":"text","text":"","metadata":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Assert.That(() => Newtonsoft.Read<Part>(Deep(100)), Throws.InstanceOf<JsonException>());
        var settings = Newtonsoft.Settings;
        settings.MaxDepth = 256;
        Assert.That(Newtonsoft.Write(Newtonsoft.Read<Part>(Deep(100), settings)), Is.EqualTo(Deep(100)));
        Assert.That(Newtonsoft.Write(Newtonsoft.ReadExactly(Deep(100), typeof(Part))), Is.EqualTo(Deep(100)));
        Assert.That(() => Newtonsoft.ReadExactly(Deep(300), typeof(Part)), Throws.InstanceOf<JsonException>());
    }

    [Test]
    public void Arguments_are_checked()
    {
        var converter = new OpenCodeModelConverter();
        Assert.That(() => converter.CanConvert(null!), Throws.ArgumentNullException);
        Assert.That(() => converter.ReadJson(null!, typeof(Part), null, Newtonsoft.Serializer), Throws.ArgumentNullException);
        Assert.That(() => converter.WriteJson(null!, null, Newtonsoft.Serializer), Throws.ArgumentNullException);
        Assert.That(() => OpenCodeModelConverter.CreateReader(null!), Throws.ArgumentNullException);
        Assert.That(() => OpenCodeJsonSerializerSettingsExtensions.UseOpenCodeModels(null!), Throws.ArgumentNullException);
    }
}
