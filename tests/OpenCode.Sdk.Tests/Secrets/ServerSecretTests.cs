using System.Text;
using System.Text.Json;
using CsCheck;
using OpenCode.Models;
using OpenCode.Secrets;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>The secrets that a server receives when it is started, wherever its options contain them.</summary>
[NonParallelizable]
public sealed class ServerSecretTests
{
    private const string Variable = "OPENCODE_TEST_GATEWAY";
    private const string Value = "hunter2-value";

    /// <summary>Everything that can stand between two tokens of a configuration, except that no comment precedes a colon.</summary>
    private static readonly string[] s_gaps = ["", "", " ", "\t", "\r\n", "// {\"a\":\n", "/* \"b\": } */", "/**/"];

    /// <summary>Every way in which a configuration reaches a server.</summary>
    private static readonly Func<string, OpenCodeServerOptions>[] s_carriers =
    [
        json => new() { ConfigJson = json },
        json => new() { Environment = new Dictionary<string, string?> { ["OPENCODE_CONFIG_CONTENT"] = json } },
        json => new() { Config = OpenCodeJson.Read(Encoding.UTF8.GetBytes(json), Config.ReadFrom) },
    ];

    /// <summary>References to a variable at a place of a secret.</summary>
    private static readonly string[] s_references =
    [
        """{"provider":{"p":{"options":{"apiKey":"{env:OPENCODE_TEST_GATEWAY}"}}}}""",
        """{"provider":{"p":{"options":{"headers":{"x-gateway":"{env:OPENCODE_TEST_GATEWAY}"}}}}}""",
        """{"mcp":{"m":{"type":"remote","url":"http://m.test","headers":{"Authorization":"Bearer {env:OPENCODE_TEST_GATEWAY}"}}}}""",
        """{"mcp":{"m":{"type":"remote","url":"http://m.test/?token={env:OPENCODE_TEST_GATEWAY}"}}}""",
        """{"mcp":{"m":{"type":"remote","url":"http://me:{env:OPENCODE_TEST_GATEWAY}@m.test/"}}}""",
        """{"mcp":{"m":{"type":"local","command":["x"],"environment":{"ANY":"{env:OPENCODE_TEST_OTHER}{env:OPENCODE_TEST_GATEWAY}"}}}}""",
    ];

    [Test]
    public void A_configuration_is_searched_as_the_server_reads_it() =>
        Gen.Select(
            Gen.OneOf(Gen.Char['!', '~'], Gen.Char['\u00a1', '\u2fff']).Array[8, 24].Select(characters => new string(characters)),
            Gen.Int[0, 200],
            Gen.OneOf(s_gaps).Array[1, 16]).Sample((secret, depth, gaps) =>
            {
                var json = Json(secret, depth, gaps);
                Assert.That(ServerConfiguration.Parse(json, "json").ValueKind, Is.EqualTo(JsonValueKind.Object), "the SDK accepts it");
                foreach (var carrier in s_carriers.Take(2))
                {
                    AssertMasked(carrier(json), secret);
                }
            });

    [Test]
    public void An_inherited_configuration_is_searched([Values("", " \n", "// a comment\n", "/* a comment */ ")] string start)
    {
        Environment.SetEnvironmentVariable(Variable, Json(Value, 1, [start]));
        try
        {
            AssertMasked(new(), Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Test]
    public void A_variable_that_a_configuration_refers_to_as_a_secret_is_one([ValueSource(nameof(s_references))] string json, [Values(0, 1, 2)] int carrier)
    {
        var options = s_carriers[carrier](json);
        var set = options.Environment.Append(new(Variable, Value)).ToDictionary(variable => variable.Key, variable => variable.Value);
        AssertMasked(options with { Environment = set }, Value);
        set[Variable] = null;
        Environment.SetEnvironmentVariable(Variable, Value);
        try
        {
            AssertMasked(options, Value);
            Assert.That(Scrubber(options with { InheritEnvironment = false }).Mask(Value), Is.EqualTo(Value), "the server does not have it");
            Assert.That(Scrubber(options with { Environment = set }).Mask(Value), Is.EqualTo(Value), "the server does not have it");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [TestCase("""{"model":"{env:OPENCODE_TEST_GATEWAY}"}""")]
    [TestCase("""{"provider":{"p":{"options":{"baseURL":"{env:OPENCODE_TEST_GATEWAY}/v1"}}}}""")]
    [TestCase("""{"provider":{"p":{"options":{"apiKey":"{env:}{env:OPENCODE_TEST_GATEWAY"}}}}""")]
    public void Another_variable_stays_readable(string json)
    {
        foreach (var carrier in s_carriers)
        {
            var options = carrier(json);
            options.Environment = options.Environment.Append(new(Variable, Value)).ToDictionary(variable => variable.Key, variable => variable.Value);
            Assert.That(Scrubber(options).Mask(Value), Is.EqualTo(Value));
        }
    }

    [Test]
    public void A_body_that_is_not_UTF_8_is_not_JSON() =>
        Assert.That(SecretFinder.FindInJson([.. "{\"key\":\""u8, 0xff, .. "\"}"u8], new FoundSecrets()), Is.False);

    private static void AssertMasked(OpenCodeServerOptions options, string secret) => Assert.That(Scrubber(options).Mask($"<{secret}>"), Is.EqualTo("<***>"));

    private static SecretScrubber Scrubber(OpenCodeServerOptions options) => ClientSecrets.CreateScrubber(ServerAddress.Apply(ServerSecrets.Attach(options), new OpenCodeClientOptions()));

    /// <summary>A configuration with an API key at a depth, with trailing commas and something between all tokens.</summary>
    private static string Json(string secret, int depth, string[] gaps)
    {
        string[] tokens =
        [
            .. Enumerable.Repeat<string[]>(["{", "\"a\"", ":"], depth).SelectMany(token => token),
            "{", "\"apiKey\"", ":", $"\"{JsonEncodedText.Encode(secret)}\"", ",", "}",
            .. Enumerable.Repeat<string[]>([",", "}"], depth).SelectMany(token => token),
        ];
        return string.Concat(tokens.Select((token, index) => (token == ":" ? " " : gaps[index % gaps.Length]) + token));
    }
}
