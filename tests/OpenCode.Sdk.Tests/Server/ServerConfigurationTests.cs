using System.Text;
using CsCheck;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>How configurations are laid over each other, and how they reach a process whatever their size.</summary>
public sealed class ServerConfigurationTests
{
    private const string Inherited = """
        {
          // of the parent
          "model": "parent/m", "share": "auto", "permission": "allow", "instructions": ["one.md", "two.md"],
          "agent": { "a": { "prompt": "parent", "mode": "primary" } },
        }
        """;

    [Test]
    public void Without_anything_nothing_is_set_and_what_is_inherited_stays_as_it_is()
    {
        Assert.That(ServerConfiguration.Compose(null, false, null, null), Is.EqualTo(new ServerConfiguration(null, null)));
        Assert.That(ServerConfiguration.Compose(Inherited, false, null, null).Inline, Is.EqualTo(Inherited));
    }

    [Test]
    public void Ours_is_laid_over_what_is_inherited()
    {
        var config = new Config { Model = "own/m", Instructions = ["two.md", "three.md"], Agent = new() { AdditionalProperties = new Dictionary<string, AgentConfig?> { ["a"] = new() { Prompt = "own" } } } };
        AssertInline(ServerConfiguration.Compose(Inherited, false, """{"username":"json","model":"json/m"}""", config), """
            {
              "model": "own/m", "share": "auto", "permission": {"*": "allow"}, "instructions": ["one.md", "two.md", "three.md"],
              "agent": { "a": { "prompt": "own", "mode": "primary" } }, "username": "json"
            }
            """);
    }

    [Test]
    public void Unattended_overrides_what_is_inherited_and_not_what_the_caller_says()
    {
        AssertInline(ServerConfiguration.Compose(Inherited, true, """{"autoupdate":"notify"}""", new() { Permission = new PermissionConfigByTool { Question = PermissionActionConfig.Allow } }), """
            {
              "model": "parent/m", "share": "disabled", "autoupdate": "notify", "instructions": ["one.md", "two.md"],
              "permission": {"*": "allow", "question": "allow", "external_directory": "deny", "doom_loop": "deny"},
              "agent": { "a": { "prompt": "parent", "mode": "primary" } }
            }
            """);
    }

    [TestCase("[1]", "is not a JSON object but Array")]
    [TestCase("{", "is not valid JSON")]
    [TestCase("{\"key\":secret}", "is not valid JSON")]
    public void What_is_no_object_is_refused_by_the_name_of_its_source(string json, string reason)
    {
        var refusal = Assert.Throws<ArgumentException>(new OpenCodeServerOptions { ConfigJson = json }.Validate)!;
        Assert.That(refusal.Message, Does.StartWith($"ConfigJson {reason}").And.Not.Contain("secret"));
        Assert.That(refusal.ParamName, Is.EqualTo("ConfigJson"));
        Assert.That(
            Assert.Throws<ArgumentException>(() => ServerConfiguration.Compose(json, true, null, null))!.Message,
            Does.StartWith($"The environment variable OPENCODE_CONFIG_CONTENT {reason}"));
    }

    [Test]
    public void Any_configuration_is_whole_in_its_two_places_and_both_are_valid() =>
        Gen.Select(Gen.Int[0, 300_000], Gen.Int[0, 120_000], Gen.Int[0, 3_000], Gen.Int[0, 20]).Sample(
            (prompt, template, instruction, count) =>
            {
                var whole = new JObject
                {
                    ["model"] = "a/b",
                    ["agent"] = new JObject(Enumerable.Range(0, count).Select(i => new JProperty($"agent{i}", new JObject { ["prompt"] = new string('\u00e9', prompt / (i + 1)), ["mode"] = "all" }))),
                    ["command"] = new JObject { ["c"] = new JObject { ["template"] = new string('x', template), ["description"] = "d" } },
                    ["instructions"] = new JArray(new string('i', instruction)),
                };
                var config = ServerConfiguration.Compose(null, false, whole.ToString(), null);
                Assert.That(Encoding.UTF8.GetByteCount(config.Inline!), Is.LessThanOrEqualTo(ServerConfiguration.MaxInlineBytes));
                var together = config.File is null ? [] : JObject.Parse(config.File);
                together.Merge(JObject.Parse(config.Inline!));
                RemoveEmpty(whole);
                RemoveEmpty(together);
                Assert.That(Sorted(together), Is.EqualTo(Sorted(whole)));

                // An entry is in one of the two as a whole: a command without its template is refused by the server.
                Assert.That(JObject.Parse(config.Inline!)["command"]?["c"] is { } command && command["template"] is null, Is.False);
            },
            iter: 60,
            threads: 1);

    [Test]
    public void What_can_not_be_moved_to_a_file_is_refused_with_its_size()
    {
        var prompt = "{file:./x.md}" + new string('x', 200_000);
        var json = new JObject { ["agent"] = new JObject { ["a"] = new JObject { ["prompt"] = prompt } } }.ToString();
        Assert.That(
            Assert.Throws<ArgumentException>(() => ServerConfiguration.Compose(null, false, json, null))!.Message,
            Does.StartWith("Config has 200").And.Contain("cannot be moved to a file"));
    }

    [Test]
    public void A_file_of_the_user_is_not_replaced()
    {
        var options = new OpenCodeServerOptions
        {
            ConfigJson = new JObject { ["agent"] = new JObject { ["a"] = new JObject { ["prompt"] = new string('x', 200_000) } } }.ToString(),
            Environment = new Dictionary<string, string?> { ["OPENCODE_CONFIG"] = "/home/me/opencode.json" },
        };
        Assert.That(Assert.Throws<ArgumentException>(() => ServerCommand.StartInfo(options))!.Message, Does.Contain("OPENCODE_CONFIG is already set to /home/me/opencode.json"));
    }

    [Test]
    public void A_configuration_is_read_from_a_file_with_comments()
    {
        var config = Config.Parse("""
            {
              // the model
              "model": "a/b",
              "future": { "x": [1, 2, ], },
            }
            """);
        Assert.That(config.Model, Is.EqualTo("a/b"));
        Assert.That(config.AdditionalProperties!["future"].GetProperty("x").GetArrayLength(), Is.EqualTo(2));
        Assert.That(Assert.Throws<System.Text.Json.JsonException>(() => Config.Parse("""{"model":5}"""))!.Path, Is.EqualTo("$.model"));
        Assert.Throws<ArgumentNullException>(() => Config.Parse(null!));
    }

    private static void AssertInline(ServerConfiguration actual, string expected)
    {
        Assert.That(actual.File, Is.Null);
        Assert.That(Sorted(JObject.Parse(actual.Inline!)), Is.EqualTo(Sorted(JObject.Parse(expected))));
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(JObject json) =>
        json.Descendants().OfType<JValue>().Select(value => KeyValuePair.Create(value.Path, value.ToString())).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    private static void RemoveEmpty(JObject json)
    {
        foreach (var empty in json.Properties().Where(p => p.Value is JObject { Count: 0 }).ToList())
        {
            empty.Remove();
        }
    }
}
