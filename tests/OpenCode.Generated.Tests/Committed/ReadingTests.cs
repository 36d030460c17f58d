using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>What becomes of JSON that is unforeseen or wrong, with types of the committed document.</summary>
public sealed class ReadingTests
{
    [Test]
    public void Unknown_members_are_kept()
    {
        var json = Repository.ParseJson("""{"future":{"a":[1,2]},"text":"hello","id":"prt_1","messageID":"msg_1","type":"text","sessionID":"ses_1"}""");
        var part = (TextPart)ModelJson.Read(typeof(Part), json);
        Assert.That(part.AdditionalProperties!["future"].GetProperty("a").GetArrayLength(), Is.EqualTo(2));
        Assert.That(JToken.DeepEquals(ModelJson.Write(part), json));
    }

    [Test]
    public void An_explicit_null_is_kept_until_the_member_gets_a_value()
    {
        var json = Repository.ParseJson("""{"name":null,"startCommand":"make"}""");
        var input = (WorktreeCreateInput)ModelJson.Read(typeof(WorktreeCreateInput), json);
        Assert.That(input.Name, Is.Null);
        Assert.That(JToken.DeepEquals(ModelJson.Write(input), json));
        Assert.That((string?)ModelJson.Write(input with { Name = "mine" })["name"], Is.EqualTo("mine"));
    }

    [Test]
    public void Nulls_among_typed_additional_members_are_kept()
    {
        var json = Repository.ParseJson("""{"bash":null,"read":"ask","future":null,"other":{"*":"deny"}}""");
        var permissions = (PermissionConfigByTool)ModelJson.Read(typeof(PermissionConfigByTool), json);
        Assert.That(permissions.Bash, Is.Null);
        Assert.That(permissions.AdditionalProperties!["other"]!.Object!["*"], Is.EqualTo(PermissionActionConfig.Deny));
        Assert.That(JToken.DeepEquals(ModelJson.Write(permissions), json));
    }

    [TestCase("""{"type":"text"}""", "$", "id")]
    [TestCase("""{"type":"text","id":1,"sessionID":"s","messageID":"m","text":"t"}""", "$.id", "Expected a string but found the number 1")]
    [TestCase("""{"type":"text","id":"i","sessionID":"s","messageID":"m","text":"t","time":{"start":"x"}}""", "$.time.start", "Expected a time in milliseconds since 1970 but found a string")]
    [TestCase("""{"type":"patch","id":"i","sessionID":"s","messageID":"m","hash":"h","files":["a",["b"]]}""", "$.files[1]", "Expected a string but found an array")]
    [TestCase("""{"type":"text","id":"i","sessionID":"s","messageID":"m","text":""", "$.text", "")]
    [TestCase("[]", "$", "Expected an object but found an array")]
    public void Wrong_JSON_fails_with_its_path(string json, string path, string message)
    {
        var failure = Assert.Throws<JsonException>(() => OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), Part.ReadFrom, new JsonReading { IsStrict = true }));
        Assert.That(failure!.Path, Is.EqualTo(path));
        Assert.That(failure.Message, Does.Contain(message));
    }

    [Test]
    public void Invalid_UTF8_fails_with_its_path()
    {
        byte[] json = [.. """{"type":"text","id":"i"""u8, 0xFF, .. "\"}"u8];
        Assert.That(Assert.Throws<JsonException>(() => OpenCodeJson.Read(json, Part.ReadFrom))!.Path, Is.EqualTo("$.id"));
    }

    [Test]
    public void Text_after_the_value_is_an_error() =>
        Assert.Throws<JsonException>(() => OpenCodeJson.Read("{} {}"u8, UnknownPart.ReadFrom));

    [Test]
    public void An_enum_without_a_value_is_not_written() =>
        Assert.Throws<InvalidOperationException>(() => OpenCodeJson.Write(default(AgentMode)));

    [Test]
    public void Models_serialise_inside_types_of_the_user()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(OpenCodeJson.TypeInfoResolver, UserJson.Default) };
        var note = new UserNote("mine", new OutputFormatText());
        var json = JsonSerializer.Serialize(note, options.GetTypeInfo(typeof(UserNote)));
        Assert.That(json, Is.EqualTo("""{"Title":"mine","Format":{"type":"text"}}"""));
    }
}

internal sealed record UserNote(string Title, OutputFormat Format);

[System.Text.Json.Serialization.JsonSerializable(typeof(UserNote))]
internal sealed partial class UserJson : System.Text.Json.Serialization.JsonSerializerContext;
