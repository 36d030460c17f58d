using System.Text;
using CsCheck;
using Newtonsoft.Json.Linq;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Which permissions apply in the end, whatever their layers, their order, and their size.</summary>
public sealed class PermissionLayerTests
{
    private static readonly string[] s_unattended = ["question", "external_directory", "doom_loop"];

    private static readonly Gen<string> s_action = OneOf("allow", "ask", "deny");

    private static readonly Gen<JToken> s_rule = Gen.OneOf(
        s_action.Select(action => (JToken)action),
        Gen.Select(OneOf("*", "x", "y", "x*"), s_action).List[0, 4].Select(rules => (JToken)Object(rules)));

    private static readonly Gen<JToken> s_permissions = Gen.OneOf(
        s_action.Select(action => (JToken)action),
        Gen.Select(OneOf("*", "b*"), s_action.Select(action => (JToken)action)).List[0, 1]
            .SelectMany(wildcards => Gen.Select(OneOf("bash", "edit", "question"), s_rule).List[0, 4].Select(tools => wildcards.Concat(tools)))
            .SelectMany(rules => Gen.Shuffle(rules.ToArray())).Select(rules => (JToken)Object(rules)));

    /// <summary>The uppermost layer that has a rule for a tool decides, by its last rule.</summary>
    [Test]
    public void The_rules_of_a_layer_override_those_of_all_layers_below_it() =>
        Gen.Select(s_permissions, s_permissions, s_permissions).Sample(
            (inherited, variable, json) =>
            {
                var config = ServerConfiguration.Compose(Root(inherited), false, Root(json), null, variable.Type == JTokenType.Object ? variable.ToString() : null);
                var rules = new EffectiveRules(config);
                foreach (var (tool, pattern) in from tool in new[] { "bash", "edit", "question", "b", "other" } from pattern in new[] { "x", "y", "xy", "z" } select (tool, pattern))
                {
                    JToken?[] layers = [json, variable.Type == JTokenType.Object ? variable : null, inherited];
                    var expected = layers.OfType<JToken>().Select(layer => EffectiveRules.ActionOf(layer, tool, pattern)).FirstOrDefault(action => action is not null);
                    Assert.That(rules.Action(tool, pattern), Is.EqualTo(expected), $"{tool} {pattern} in {config.Inline}");
                }
            },
            iter: 3000,
            threads: 1);

    /// <summary>A question that nobody answers waits forever.</summary>
    [TestCase(""" "allow" """)]
    [TestCase(""" "ask" """)]
    [TestCase(""" {"*":"allow"} """)]
    [TestCase(""" {"question":"allow","*":"allow"} """)]
    [TestCase(""" {"question":"allow","external_directory":"allow","doom_loop":"allow"} """)]
    [TestCase(""" {"external_directory":{"/data/*":"allow"},"*":"ask"} """)]
    [TestCase(""" {"q*":"allow","*_*":"ask"} """)]
    [TestCase(""" {"bash":"deny","*":"allow","edit":"ask"} """)]
    public void An_unattended_server_asks_nothing_whatever_is_inherited(string permissions)
    {
        foreach (var inherited in Everywhere(permissions))
        {
            var rules = new EffectiveRules(ServerConfiguration.Compose(inherited, true, null, null));
            Assert.That(s_unattended.SelectMany(tool => new[] { rules.Action(tool), rules.Action(tool, agent: "build"), rules.Action(tool, "/data/x", "build") }), Has.All.EqualTo("deny"), inherited);
        }

        if (permissions.Contains('{'))
        {
            var folded = ServerConfiguration.Compose(null, true, null, null, permissions);
            Assert.That(folded.IncludesPermissions);
            Assert.That(s_unattended.Select(tool => new EffectiveRules(folded).Action(tool)), Has.All.EqualTo("deny"));
        }
    }

    [TestCase(""" "allow" """, "deny", "deny", "allow")]
    [TestCase(""" "ask" """, "deny", "deny", "ask")]
    [TestCase(""" {"*":"allow"} """, "deny", "deny", "allow")]
    [TestCase(""" {"bash":"deny","*":"allow"} """, "deny", "deny", "allow")]
    [TestCase(""" {"*":"allow","bash":"deny"} """, "deny", "deny", "deny")]
    [TestCase(""" {"question":"allow"} """, "allow", "deny", null)]
    [TestCase(""" {"question":"ask","*":"deny"} """, "deny", "deny", "deny")]
    [TestCase(""" {"*":"deny","question":"ask"} """, "ask", "deny", "deny")]
    [TestCase(""" {"external_directory":{"/data/*":"allow"}} """, "deny", "deny", null)]
    [TestCase(""" {"external_directory":{"*":"ask"},"*":"deny","question":"allow"} """, "allow", "deny", "deny")]
    public void Only_the_caller_can_let_an_unattended_server_ask_and_only_by_name(string permissions, string question, string outside, string? bash)
    {
        foreach (var inherited in Everywhere(""" {"question":"allow","external_directory":"allow","doom_loop":"allow"} """).Append(null))
        {
            foreach (var caller in Everywhere(permissions).Take(inherited is null ? 3 : 1))
            {
                var rules = new EffectiveRules(ServerConfiguration.Compose(inherited, true, caller, null));
                Assert.That(
                    (rules.Action("question", agent: "build"), rules.Action("external_directory", "/x", "build"), rules.Action("doom_loop", agent: "build"), rules.Action("bash")),
                    Is.EqualTo((question, outside, "deny", bash)),
                    $"{caller} over {inherited}");
            }
        }

        var allowed = ServerConfiguration.Compose(null, true, """{"permission":{"external_directory":{"/data/*":"allow"}}}""", null);
        Assert.That(new EffectiveRules(allowed).Action("external_directory", "/data/x"), Is.EqualTo("allow"));
    }

    [TestCase("""{"permission":5}""")]
    [TestCase("""{"agent":5,"mode":{"build":7},"permission":null}""")]
    [TestCase("""{"tools":true,"agent":{"build":{"tools":9,"permission":[1]}}}""")]
    public void What_the_server_refuses_still_reaches_it(string json)
    {
        var inline = JObject.Parse(ServerConfiguration.Compose(null, true, json, null).Inline!);
        foreach (var value in JObject.Parse(json).Descendants().OfType<JValue>())
        {
            Assert.That(JToken.DeepEquals(inline.SelectToken(value.Path), value), value.Path);
        }
    }

    [TestCase("""{"permission":{"bash":"deny"}}""", true)]
    [TestCase("""{"permission":"ask"}""", true)]
    [TestCase("""{"model":"a/b"}""", false)]
    public void Permissions_of_the_environment_come_below_the_caller_s(string json, bool isIncluded)
    {
        foreach (var permissions in new[] { """{"bash":"allow","*":"allow"}""", """{"*":"allow","bash":"allow"}""", """{"bash":{"*":"allow"}}""" })
        {
            var config = ServerConfiguration.Compose("""{"permission":{"bash":"allow"}}""", false, json, null, permissions);
            Assert.That(config.IncludesPermissions, Is.EqualTo(isIncluded));
            var rules = new EffectiveRules(config, isIncluded ? null : permissions);
            Assert.That(rules.Action("bash"), Is.EqualTo(isIncluded ? EffectiveRules.ActionOf(JObject.Parse(json)["permission"]!, "bash", "x") : "allow"));
        }
    }

    [TestCase("nonsense", "is not valid JSON")]
    [TestCase("\"allow\"", "is not a JSON object but String")]
    public void Unreadable_permissions_of_the_environment_are_refused_by_their_name(string permissions, string reason) =>
        Assert.That(
            Assert.Throws<ArgumentException>(() => ServerConfiguration.Compose(null, true, null, null, permissions))!.Message,
            Does.StartWith($"The environment variable OPENCODE_PERMISSION {reason}"));

    /// <summary>The server merges the file first, and a project's configuration after it.</summary>
    [Test]
    public void The_permissions_of_a_configuration_of_any_size_keep_their_order_and_no_project_overrides_them() =>
        Gen.Select(Gen.Int[0, 4_000], Gen.Int[0, 4_000], Gen.Int[0, 120_000], s_permissions, Gen.Bool).Sample(
            (bash, edit, prompt, others, isUnattended) =>
            {
                var permissions = new JObject { ["*"] = "allow", ["bash"] = Many(bash, "allow"), ["edit"] = Many(edit, "ask") };
                var whole = new JObject
                {
                    ["permission"] = permissions,
                    ["agent"] = new JObject { ["build"] = new JObject { ["prompt"] = new string('p', prompt), ["permission"] = others, ["tools"] = new JObject { ["webfetch"] = false } } },
                };
                ServerConfiguration config;
                try
                {
                    config = ServerConfiguration.Compose(null, isUnattended, whole.ToString(), null);
                }
                catch (ArgumentException e)
                {
                    var size = Encoding.UTF8.GetByteCount(permissions.ToString(Newtonsoft.Json.Formatting.None));
                    Assert.That(size, Is.GreaterThan(ServerConfiguration.MaxInlineBytes - 3_000), e.Message);
                    Assert.That(e.Message, Does.Contain("Permissions are never moved"));
                    return;
                }

                var rules = new EffectiveRules(config, project: """{"agent":{"build":{"permission":{"edit":"allow"}}}}""");
                var expected = new EffectiveRules(new ServerConfiguration(whole.ToString(), null)).Names();
                Assert.That(rules.Names(), isUnattended ? Is.EqualTo([.. s_unattended.Except(expected).Aggregate(expected, (names, tool) => names.Append(tool))]) : Is.EqualTo(expected));
                Assert.That(config.File ?? "", Does.Not.Contain("permission").And.Not.Contain("webfetch"));
                Assert.That((rules.Action("bash", "other"), rules.Action("edit", "other")), Is.EqualTo(("deny", "deny")));
                Assert.That(prompt > 2_000 && config.File is not null ? (string?)JObject.Parse(config.File)["agent"]!["build"]!["prompt"] : new string('p', prompt), Has.Length.EqualTo(prompt));
            },
            iter: 60,
            threads: 1);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static JObject Many(int count, string action) => Object([("*", "deny"), .. Enumerable.Range(0, count).Select(i => ($"command {i}", action))]);

    private static string Root(JToken permissions) => new JObject { ["permission"] = permissions }.ToString();

    /// <summary>Permissions for everything and for an agent, in the present and in the former notation.</summary>
    private static IEnumerable<string> Everywhere(string permissions) => new[]
    {
        """{"permission":RULES}""",
        """{"permission":RULES,"agent":{"build":{"permission":RULES}}}""",
        """{"permission":RULES,"mode":{"build":{"permission":RULES}}}""",
        """{"permission":RULES,"tools":{"question":true,"doom_loop":true,"external_directory":true},"agent":{"build":{"tools":{"question":true,"*":true},"permission":RULES}}}""",
        """{"agent":{"build":{"tools":{"question":true,"doom_loop":true,"external_directory":true,"*":true}}}}""",
    }.Select(template => template.Replace("RULES", permissions, StringComparison.Ordinal));

    private static JObject Object<T>(IEnumerable<(string Name, T Value)> members)
        where T : notnull
    {
        JObject result = [];
        foreach (var (name, value) in members)
        {
            result[name] = JToken.FromObject(value);
        }

        return result;
    }
}
