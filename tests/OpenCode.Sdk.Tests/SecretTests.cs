using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;
using Formatting = Newtonsoft.Json.Formatting;

namespace OpenCode.Sdk.Tests;

/// <summary>Secrets are in no exception, no log, no activity and no <c>ToString()</c>.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SecretTests
{
    private const string Secret = "hunter2-\"é";
    private const string Password = "correct horse";

    /// <summary>Calls that carry secrets in every place a request can have them.</summary>
    private static readonly TestCaseData[] s_calls =
    [
        Call("an API key", c => c.Auth.SetAsync("p", new ApiAuth { Key = Secret }), c => c.Fields.Auth.SetAsync("p", new ApiAuth { Key = Secret })),
        Call("an OAuth token", c => c.Auth.SetAsync("p", Tokens()), c => c.Fields.Auth.SetAsync("p", Tokens())),
        Call("a well-known token", c => c.Auth.SetAsync("p", new WellKnownAuth { Key = Secret, Token = Secret }), c => c.Fields.Auth.SetAsync("p", new WellKnownAuth { Key = Secret, Token = Secret })),
        Call("the headers of an MCP server", c => c.Mcp.AddAsync(Remote()), c => c.Fields.Mcp.AddAsync(Remote())),
        Call("the environment of an MCP server", c => c.Mcp.AddAsync(Local()), c => c.Fields.Mcp.AddAsync(Local())),
        Call("a provider's key in a configuration", c => c.Config.UpdateAsync(Config()), c => c.Fields.Config.UpdateAsync(Config())),
        Call("the key of an integration", c => c.V2.Integration.Connect.KeyAsync("i", new() { Key = Secret }), c => c.Fields.V2.Integration.Connect.KeyAsync("i", new() { Key = Secret })),
        Call("an OAuth code", c => c.Provider.OAuth.CallbackAsync("p", new() { Method = 0, Code = Secret }), c => c.Fields.Provider.OAuth.CallbackAsync("p", new() { Method = 0, Code = Secret })),
        Call("the environment of a terminal", c => c.Pty.CreateAsync(new() { Env = new Dictionary<string, string> { ["TOKEN"] = Secret } }), c => c.Fields.Pty.CreateAsync(new() { Env = new Dictionary<string, string> { ["TOKEN"] = Secret } })),
    ];

    private static readonly IEnumerable<string> s_secretMembers = Repository.ReadJson("openapi/overlays/90-secrets.json")["secrets"]!.Values<string>()!;

    [TestCaseSource(nameof(s_calls))]
    public async Task A_call_that_fails_in_any_way_tells_no_secret(Func<OpenCodeClient, Task> call, Func<OpenCodeClient, Task> callInFieldsStyle)
    {
        var logs = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        using var activities = new ActivityRecorder();
        var options = TestClient.Options with { Password = Password, LoggerFactory = loggers };
        Func<string, HttpResponseMessage>[] failures =
        [
            body => Answer(HttpStatusCode.BadRequest, "application/json", new JObject { ["name"] = "BadRequest", ["data"] = new JObject { ["message"] = $"Expected a number, got {body} of {Password}" } }.ToString(Formatting.None)),
            body => Answer(HttpStatusCode.BadRequest, "text/plain", body + Password),
            body => Answer(HttpStatusCode.OK, "text/html", body + Convert.ToBase64String(Encoding.UTF8.GetBytes("opencode:" + Password))),
            body => Answer(HttpStatusCode.InternalServerError, "application/json", body + "}"),
            _ => throw new HttpRequestException("refused"),
        ];
        foreach (var failure in failures)
        {
            using var client = TestClient.Create(request => failure(request.Content!.ReadAsStringAsync().GetAwaiter().GetResult()), options);
            var thrown = await Failure.OfAsync<OpenCodeException>(() => call(client));
            AssertTellsNoSecret(thrown.ToString());
            AssertTellsNoSecret((thrown as OpenCodeApiException)?.Body ?? "");
            AssertTellsNoSecret((thrown as OpenCodeApiException)?.Error?.ToString() ?? "");
            var running = callInFieldsStyle(client);
            await running;
            AssertTellsNoSecret(((OpenCodeResponse)running.GetType().GetProperty("Result")!.GetValue(running)!).ToString());
        }

        Assert.That(logs.Count, Is.GreaterThanOrEqualTo(2 * failures.Length));
        foreach (var record in logs.GetSnapshot())
        {
            AssertTellsNoSecret($"{record.Message} {string.Join(' ', record.StructuredState ?? [])} {record.Exception}");
        }

        Assert.That(activities.Activities.Select(a => a.Source.Name), Does.Contain("OpenCode.Sdk"));
        AssertTellsNoSecret(activities.AllText);
    }

    [Test]
    public async Task What_is_no_secret_of_an_error_stays_readable()
    {
        using var client = TestClient.Create(_ => Answer(HttpStatusCode.BadRequest, "application/json", """{"name":"BadRequest","data":{"message":"why message"},"success":false,"n":3000}"""));
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Mcp.AddAsync(new()
        {
            Name = "m",
            Config = new McpLocalConfig { Command = ["m"], Environment = new Dictionary<string, string> { ["DEBUG"] = "false", ["PORT"] = "3000", ["A"] = "name", ["B"] = "message" } },
        }));
        Assert.That(failure.Error, Is.InstanceOf<BadRequestError>());
        Assert.That(failure.Message, Does.StartWith("why *** ("));
        Assert.That(failure.Body, Is.EqualTo("""{"name":"BadRequest","data":{"message":"why ***"},"success":false,"n":3000}"""));
    }

    [Test]
    public async Task An_event_that_can_not_be_read_is_not_shown()
    {
        using var client = TestClient.Create(_ => TestClient.Events("data: {\"type\":\"session.idle\",\"x\":\"hunter2\"}\n\n"));
        await using var events = client.Event.SubscribeAsync().GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That(events.Current, Is.InstanceOf<UnreadableEvent>());
        AssertTellsNoSecret(events.Current.ToString());
    }

    [Test]
    public async Task An_answer_that_can_not_be_read_is_not_shown()
    {
        using var client = TestClient.Create(_ => TestClient.Json("""{"provider":{"p":{"options":{"apiKey":"hunter2","timeout":"""));
        AssertTellsNoSecret((await Failure.OfAsync<OpenCodeProtocolException>(() => client.Config.GetAsync())).ToString());
    }

    [TestCaseSource(nameof(s_secretMembers))]
    public void A_secret_member_is_masked(string member)
    {
        var (name, wireName) = (member.Split('.')[0], member.Split('.')[1]);
        var type = typeof(OpenCodeJson).Assembly.GetTypes().Single(t => t.Name == name);
        var property = type.GetProperties().Single(p => string.Equals(p.Name, wireName, StringComparison.OrdinalIgnoreCase));
        var shown = RuntimeHelpers.GetUninitializedObject(type);
        property.SetValue(shown, Secret);
        Assert.That(shown.ToString(), Does.Contain($"{property.Name} = ***").And.Not.Contain("hunter2"));
        property.SetValue(shown, null);
        Assert.That(shown.ToString(), Does.Not.Contain("***"), "that there is no secret is no secret");
    }

    [Test]
    public void Free_form_JSON_is_not_shown()
    {
        var provider = new ApiAuth { Key = "k", AdditionalProperties = new Dictionary<string, JsonElement> { ["other"] = JsonElement.Parse("\"hunter2\"") } };
        Assert.That(provider.ToString(), Does.Not.Contain("hunter2"));
        var unknown = OpenCodeJson.Read("{\"type\":\"passkey\",\"material\":\"hunter2\"}"u8, Auth.ReadFrom);
        Assert.That(unknown.ToString(), Does.Contain("passkey").And.Not.Contain("hunter2"));
        var tokens = new CredentialOAuth { MethodId = "m", Refresh = "r", Access = "a", Expires = DateTimeOffset.FromUnixTimeSeconds(1), Metadata = JsonElement.Parse("{\"x\":\"hunter2\"}") };
        Assert.That(tokens.ToString(), Does.Contain("JSON Object").And.Not.Contain("hunter2"));
    }

    [Test]
    public void Options_never_show_the_password()
    {
        Assert.That(new OpenCodeClientOptions { Password = Password }.ToString(), Does.Not.Contain(Password));
        Assert.That(new OpenCodeServerOptions { Password = Password }.ToString(), Does.Not.Contain(Password));
    }

    private static void AssertTellsNoSecret(string text)
    {
        Assert.That(text, Does.Not.Contain("hunter2"));
        Assert.That(text, Does.Not.Contain(Password));
        Assert.That(text, Does.Not.Contain(Convert.ToBase64String(Encoding.UTF8.GetBytes("opencode:" + Password))));
    }

    private static OAuth Tokens() => new() { Refresh = Secret, Access = Secret, Expires = DateTimeOffset.FromUnixTimeSeconds(1) };

    private static McpAddRequest Remote() => new() { Name = "m", Config = new McpRemoteConfig { Url = "http://m.test", Headers = new Dictionary<string, string> { ["Authorization"] = Secret } } };

    private static McpAddRequest Local() => new() { Name = "m", Config = new McpLocalConfig { Command = ["m"], Environment = new Dictionary<string, string> { ["TOKEN"] = Secret } } };

    private static Config Config() => new() { Provider = new Dictionary<string, ProviderConfig> { ["p"] = new() { Options = new() { ApiKey = Secret } } } };

    private static HttpResponseMessage Answer(HttpStatusCode status, string type, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    private static TestCaseData Call(string name, Func<OpenCodeClient, Task> data, Func<OpenCodeClient, Task> fields) => new TestCaseData(data, fields).SetArgDisplayNames(name);
}
