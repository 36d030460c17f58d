using System.Net;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace OpenCode.Testing.Tests;

/// <summary>Every operation of the server's document has a response that the SDK reads, and other paths have none.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed partial class AnswersTests
{
    private const string Answers = "src/OpenCode.Testing/Http/answers.json";

    /// <summary>With the environment variable OPENCODE_RECORD set, the file is made again.</summary>
    [Test]
    public void The_default_responses_are_those_of_the_document()
    {
        var expected = new JObject(Operations().Select(o => new JProperty(o.Key, o.Response is null ? JValue.CreateNull() : Least(o.Response))));
        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 })
        {
            File.WriteAllText(Repository.File(Answers), expected.ToString().ReplaceLineEndings("\n") + "\n");
        }

        Assert.That(JToken.DeepEquals(Repository.ReadJson(Answers), expected), $"{Answers} is out of date: OPENCODE_RECORD=1 dotnet test tests/OpenCode.Testing.Tests");
    }

    [Test]
    public void The_default_responses_are_read_as_what_they_are()
    {
        var answers = Operations().Where(o => o.Response is not null && o.Key.Split(' ').Length == 2 && !IsWebSocket(o.Key)).Select(o => (o.Key, Least(o.Response!))).ToList();
        Assert.That(answers, Has.Count.GreaterThan(100));
        Assert.That(new Traffic("fake", answers, []).Flaws(), Is.Empty);
    }

    /// <summary>Terminals are WebSockets, whatever the document says.</summary>
    private static bool IsWebSocket(string key) => key.StartsWith("GET ", StringComparison.Ordinal) && key.EndsWith("/connect", StringComparison.Ordinal);

    [Test]
    public async Task Every_operation_has_a_response(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        using var http = new HttpClient(fake.Handler) { BaseAddress = FakeOpenCode.BaseUrl };
        var missing = new List<string>();
        foreach (var path in ((JObject)Repository.Document["paths"]!).Properties())
        {
            foreach (var method in ((JObject)path.Value).Properties())
            {
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), Parameter().Replace(path.Name, "x").Replace("*", "x"));
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.Content.Headers.ContentType?.MediaType is "text/html" || (response.StatusCode == HttpStatusCode.NotFound && response.Content.Headers.ContentLength == 0))
                {
                    missing.Add($"{method.Name} {path.Name}");
                }
            }
        }

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public async Task An_unknown_path_is_a_page_and_the_SDK_says_that_the_operation_is_missing(CancellationToken cancellationToken)
    {
        await using var fake = new FakeOpenCode();
        using var http = new HttpClient(fake.Handler) { BaseAddress = FakeOpenCode.BaseUrl };
        using var response = await http.GetAsync("nowhere", cancellationToken);
        Assert.That((response.StatusCode, response.Content.Headers.ContentType!.MediaType), Is.EqualTo((HttpStatusCode.OK, "text/html")));

        fake.When(HttpMethod.Get, "/lsp", FakeResponse.Text("<!doctype html>"));
        await Failure.OfAsync<OpenCodeProtocolException>(() => fake.CreateClient().Lsp.StatusAsync(cancellationToken));
        var others = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"/{i}\":{{\"get\":{{}}}}"));
        fake.When(HttpMethod.Get, "/doc", FakeResponse.Json("{\"paths\":{" + others + "}}"));
        await Failure.OfAsync<OpenCodeUnsupportedOperationException>(() => fake.CreateClient().Lsp.StatusAsync(cancellationToken));
    }

    /// <summary>Method, path, and the media type if it is not that of JSON, with the schema of the response; null for an empty one.</summary>
    private static IEnumerable<(string Key, JObject? Response)> Operations()
    {
        foreach (var path in ((JObject)Repository.Document["paths"]!).Properties())
        {
            foreach (var method in ((JObject)path.Value).Properties())
            {
                var key = $"{method.Name.ToUpperInvariant()} {path.Name}";
                var success = ((JObject)method.Value["responses"]!).Properties().First(r => r.Name[0] == '2').Value;
                var content = (success["content"] as JObject)?.Properties().FirstOrDefault();
                var type = content?.Name.Split(';')[0];
                if (type != "text/event-stream")
                {
                    yield return (type is null or "application/json" ? key : $"{key} {type}", content?.Value["schema"] as JObject);
                }
            }
        }
    }

    /// <summary>The least that a schema allows: the first alternative, empty texts and lists, zero, true, required members.</summary>
    private static JToken Least(JObject schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Least((JObject)Repository.Document["components"]!["schemas"]![reference.Split('/')[^1]]!);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JArray alternatives)
        {
            return Least((JObject)alternatives[0]);
        }

        if ((schema["const"] ?? (schema["enum"] as JArray)?[0]) is { } constant)
        {
            return constant.DeepClone();
        }

        return (string?)(schema["type"] is JArray types ? types[0] : schema["type"]) switch
        {
            "string" => Prefix().Match((string?)schema["pattern"] ?? "").Groups[1].Value,
            "integer" or "number" => 0,
            "boolean" => true,
            "null" => JValue.CreateNull(),
            "array" => new JArray(((schema["prefixItems"] as JArray) ?? []).Select(i => Least((JObject)i))),
            "object" => new JObject(((schema["properties"] as JObject)?.Properties() ?? [])
                .Where(p => schema["required"]?.Values<string>().Contains(p.Name) == true)
                .Select(p => new JProperty(p.Name, Least((JObject)p.Value)))),
            _ => new JObject(),
        };
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\^(\w+)$")]
    private static partial Regex Prefix();
}
