using System.Net;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Secrets;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Secrets that the SDK was told at one time are masked when the server repeats them at another.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class KnownSecretTests
{
    private const string Secret = "hunter2-\"é-value";

    /// <summary>Everything in a configuration that grants access.</summary>
    private static readonly TestCaseData[] s_configurations =
    [
        Config("an API key", new() { Provider = Providers("""{"options":{"apiKey":"SECRET"}}""") }),
        Config("a header of a provider", new() { Provider = Providers("""{"options":{"headers":{"x-gateway":"SECRET"}}}""") }),
        Config("a header of a model", new() { Provider = Providers("""{"models":{"m":{"headers":{"x-gateway":"SECRET"}}}}""") }),
        Config("a key that the document does not know", new() { Provider = Providers("""{"options":{"secretAccessKey":"SECRET"}}""") }),
        Config("a token", new() { Provider = Providers("""{"options":{"session_token":"SECRET"}}""") }),
        Config("the environment of an MCP server", Read("""{"mcp":{"m":{"type":"local","command":["x"],"environment":{"ANY":"SECRET"}}}}""")),
        Config("the headers of an MCP server", Read("""{"mcp":{"m":{"type":"remote","url":"http://m.test","headers":{"Authorization":"Bearer SECRET"}}}}""")),
        Config("the OAuth secret of an MCP server", Read("""{"mcp":{"m":{"type":"remote","url":"http://m.test","oauth":{"clientSecret":"SECRET"}}}}""")),
        Config("the query of a URL", Read("""{"mcp":{"m":{"type":"remote","url":"http://m.test/?token=SECRET"}}}""")),
        Config("the password of a URL", Read("""{"mcp":{"m":{"type":"remote","url":"http://me:SECRET@m.test/"}}}""")),
    ];

    [TestCaseSource(nameof(s_configurations))]
    public async Task A_server_and_its_clients_repeat_no_secret_of_the_configuration(Config config)
    {
        var decided = ServerAddress.Decide(new OpenCodeServerOptions { Config = config, Port = 4096 });
        await AssertMaskedAsync(ServerAddress.Apply(decided, new OpenCodeClientOptions()));
    }

    [TestCase("ANTHROPIC_API_KEY", Secret)]
    [TestCase("MY_SECRET", Secret)]
    [TestCase("GITHUB_TOKEN", Secret)]
    [TestCase("DB_PASSWORD", Secret)]
    [TestCase("DATABASE_URL", "postgres://me:" + Secret + "@host/db")]
    [TestCase("OPENCODE_CONFIG_CONTENT", "{\"provider\":{\"p\":{\"options\":{\"apiKey\":\"hunter2-\\\"é-value\"}}}}")]
    public async Task A_server_and_its_clients_repeat_no_secret_of_the_environment(string name, string value)
    {
        var decided = ServerAddress.Decide(new OpenCodeServerOptions { Environment = new Dictionary<string, string?> { [name] = value, ["PATH_X"] = "readable" } });
        await AssertMaskedAsync(ServerAddress.Apply(decided, new OpenCodeClientOptions()));
    }

    [Test]
    public async Task A_server_and_its_clients_repeat_nothing_that_one_of_them_sent()
    {
        var options = ServerAddress.Apply(ServerAddress.Decide(new OpenCodeServerOptions()), TestClient.Options);
        using var client = TestClient.Create(_ => TestClient.Json("true"), options);
        await client.Auth.SetAsync("p", new ApiAuth { Key = Secret });
        await AssertMaskedAsync(options);
    }

    [Test]
    public async Task What_a_client_sent_is_masked_in_later_errors_and_streams()
    {
        Func<HttpResponseMessage> answer = () => TestClient.Json("true");
        using var client = TestClient.Create(_ => answer());
        await client.Auth.SetAsync("p", new ApiAuth { Key = Secret });
        answer = () => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent($$"""{"name":"X","message":{{new JValue($"Incorrect key {Secret}").ToString(Newtonsoft.Json.Formatting.None)}}}""") };
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(failure.Message, Does.StartWith("Incorrect key *** (GET"));
        answer = () => throw new HttpRequestException($"The proxy does not like {Secret}");
        Assert.That((await Failure.OfAsync<OpenCodeConnectionException>(() => client.Path.GetAsync())).Message, Does.EndWith("The proxy does not like ***"));
    }

    [Test]
    public void Only_the_last_secrets_are_remembered()
    {
        var scrubber = ClientSecrets.CreateScrubber(TestClient.Options);
        for (var i = 0; i <= KnownSecrets.MaxRemembered; i++)
        {
            scrubber.Remember(Encoding.UTF8.GetBytes($$"""{"key":"secret-{{i:D5}}"}"""));
        }

        Assert.That(scrubber.Mask("secret-00000 secret-00001 secret-01000"), Is.EqualTo("secret-00000 *** ***"));
        scrubber.Remember(Encoding.UTF8.GetBytes($$"""{"key":"{{new string('x', KnownSecrets.MaxRememberedCharacters)}}"}"""));
        Assert.That(scrubber.Mask("secret-01000"), Is.EqualTo("secret-01000"), "a limit for characters");
    }

    [TestCase("""{"a":"hunter2-secret","a":"hunter2-secret"}""", """{"a":"***","a":"***"}""")]
    [TestCase("""{"a":1,"a":{"b":["hunter2-secret",null,true,1.50]}}""", """{"a":1,"a":{"b":["***",null,true,1.50]}}""")]
    [TestCase("""{"x hunter2-secret":"\u0041\ud83d"}""", """{"x ***":"A\ud83d"}""")]
    [TestCase("""{"a":"\u0068unter2-secret hunter2-secret"}""", """{"a":"*** ***"}""")]
    [TestCase("""{"a":"hunter2-secret" """, """{"a":"***" """)]
    [TestCase("no JSON: hunter2-secret.", "no JSON: ***.")]
    [TestCase("quoted: {\\\"key\\\":\\\"hunter2-secret\\\"}", "quoted: {\\\"key\\\":\\\"***\\\"}")]
    [TestCase("hunter2-secrethunter2-secret", "***")]
    public void JSON_stays_as_it_was_but_for_secrets(string text, string expected)
    {
        var scrubber = ClientSecrets.CreateScrubber(TestClient.Options with { Password = "hunter2-secret" });
        Assert.That(scrubber.Scrub(text), Is.EqualTo(expected));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.OK)]
    public async Task A_repeated_member_beside_a_secret_is_an_error_like_any_other(HttpStatusCode status)
    {
        using var client = TestClient.Create(_ => new HttpResponseMessage(status) { Content = new StringContent("""{"name":"X","data":{},"a":"hunter2","a":"hunter2"}""", Encoding.UTF8, "application/json") }, TestClient.Options with { Password = "hunter2" });
        var thrown = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        var returned = (OpenCodeApiException)(await client.Fields.Path.GetAsync()).Error!;
        Assert.That(new[] { thrown.Body, returned.Body }, Is.All.EqualTo("""{"name":"X","data":{},"a":"***","a":"***"}"""));
    }

    [Test]
    public void Overlapping_secrets_leave_nothing()
    {
        var matcher = new SecretMatcher(["abcdXY", "cdXYZ12", "abcd"]);
        Assert.That(matcher.Mask("-abcdXYZ12-abcd-"), Is.EqualTo("-***-***-"));
        Assert.That(matcher.Mask("abc"), Is.EqualTo("abc"));
        Assert.That(matcher.Mask("-cdXYZ", isCut: true), Is.EqualTo("-***"), "the start of a secret at the end of a text that was cut");
        Assert.That(matcher.Mask("-cdXYZ"), Is.EqualTo("-cdXYZ"));
    }

    [TestCase("{\"message\":\"true none 1234 {env:API_KEY}\"}")]
    [TestCase("{\"model\":\"fake/m1\"}")]
    public void What_is_no_secret_stays_readable(string text)
    {
        var scrubber = ClientSecrets.CreateScrubber(TestClient.Options);
        scrubber.Remember("""{"env":{"A":"true","B":"none","C":"1234","D":"{env:API_KEY}"},"keybinds":{"leader":"message"},"headers":{"x":"see fake/m1 and message"},"agent":{"keymaster":{"model":"fake/m1"}}}"""u8.ToArray());
        Assert.That(scrubber.Scrub(text), Is.EqualTo(text));
    }

    [Test]
    public void A_key_of_several_lines_is_masked_line_by_line()
    {
        var scrubber = ClientSecrets.CreateScrubber(TestClient.Options);
        scrubber.Remember("""{"private_key":"-----BEGIN-----\nabcdefgh\nijklmnop\n"}"""u8.ToArray());
        Assert.That(scrubber.Mask("read: abcdefgh"), Is.EqualTo("read: ***"));
    }

    [Test]
    public async Task A_mask_that_fails_ends_no_reading()
    {
        var lines = new List<string>();
        await OutputLines.ReadAsync(new StringReader("one\ntwo\n"), (line, _) => line == "one" ? throw new InvalidOperationException("hunter2") : line, (shown, _) => lines.Add(shown));
        Assert.That(lines, Is.EqualTo(["(A line is not shown, because its secrets could not be masked: InvalidOperationException)", "two"]));
    }

    [Test]
    public async Task A_secret_that_is_cut_in_the_output_is_masked()
    {
        var scrubber = ClientSecrets.CreateScrubber(TestClient.Options with { Password = "hunter2-secret" });
        var lines = new List<string>();
        var line = string.Concat(Enumerable.Repeat("hunter2-secret ", 1000));
        await OutputLines.ReadAsync(new StringReader(line), (text, isCut) => scrubber.Scrub(text, isCut: isCut), (shown, _) => lines.Add(shown));
        Assert.That(lines.Single(), Does.Not.Contain("hunt"));
    }

    /// <summary>The output of a server, and the errors of a client of it.</summary>
    private static async Task AssertMaskedAsync(OpenCodeClientOptions options)
    {
        var lines = new List<string>();
        var scrubber = ClientSecrets.CreateScrubber(options);
        var json = new JObject { ["message"] = $"Incorrect key {Secret}", ["PATH_X"] = "readable" }.ToString(Newtonsoft.Json.Formatting.None);
        await OutputLines.ReadAsync(new StringReader($"error: {Secret}\n{json}\nsent {json}"), (line, isCut) => scrubber.Scrub(line, isCut: isCut), (shown, _) => lines.Add(shown));
        Assert.That(string.Join('\n', lines), Does.Not.Contain("hunter2").And.Contain("***").And.Contain("readable"));
        using var client = TestClient.Create(_ => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent(json) }, options with { BaseUrl = TestClient.Options.BaseUrl });
        Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync())).ToString(), Does.Contain("Incorrect key ***").And.Not.Contain("hunter2"));
    }

    private static Dictionary<string, ProviderConfig> Providers(string json) => new() { ["p"] = OpenCodeJson.Read(Encoding.UTF8.GetBytes(WithSecret(json)), ProviderConfig.ReadFrom) };

    private static Config Read(string json) => OpenCodeJson.Read(Encoding.UTF8.GetBytes(WithSecret(json)), Models.Config.ReadFrom);

    private static string WithSecret(string json) =>
        json.Replace("SECRET", json.Contains("://m", StringComparison.Ordinal) && json.Contains("=SECRET", StringComparison.Ordinal) || json.Contains(":SECRET@", StringComparison.Ordinal)
            ? Uri.EscapeDataString(Secret)
            : Secret.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);

    private static TestCaseData Config(string name, Config config) => new TestCaseData(config).SetArgDisplayNames(name);
}
