using System.Text;
using CsCheck;
using Microsoft.Kiota.Abstractions;
using OpenCode.Calls;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode.Sdk.Tests;

/// <summary>URLs and requests that are built without Kiota are those that Kiota builds.</summary>
public sealed class UrlTemplateTests
{
    private const string AnyTemplate = "{+baseurl}/one/{a}/two/{b}{?c,d%5Be%5D,f}";

    private static readonly IReadOnlyList<DocumentOperation> s_operations = DocumentOperation.All;

    private static readonly OpenCodeClientOptions s_options = new()
    {
        BaseUrl = new Uri("http://server.test:4096/base/"),
        Password = "secret",
        Headers = new Dictionary<string, string> { ["X-Team"] = "blue" },
    };

    [TestCaseSource(nameof(s_operations))]
    public void The_URL_of_an_operation_is_that_of_Kiota(DocumentOperation operation)
    {
        foreach (var options in new[] { s_options, s_options with { Directory = "/home/é #1", Workspace = "wrk&1" } })
        {
            for (var turn = 0; turn < 4; turn++)
            {
                var request = Request(operation, options, turn);
                var expanded = Expand(request, options.BaseUrl!);
                Assert.That(expanded, request.UrlTemplate!.Contains("{/path*}", StringComparison.Ordinal) ? Is.Null : Is.EqualTo(ByKiota(request, options.BaseUrl!)));
            }
        }
    }

    [Test]
    public void The_URL_of_any_values_is_that_of_Kiota()
    {
        var values = Gen.OneOf(Gen.String, Gen.Const(""), Gen.Const("é 😀/ü"), Gen.String[Gen.Char[" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~é€😀"], 0, 20]).Where(text => !HasHalf(text));
        Gen.Select(values.Null().Array[5], Gen.Int[0, 31]).Sample((texts, places) =>
        {
            var request = new RequestInformation { UrlTemplate = AnyTemplate };
            string[] names = ["a", "b", "c", "d%5Be%5D", "f"];
            for (var i = 0; i < names.Length; i++)
            {
                if (texts[i] is { } text)
                {
                    ((places >> i) % 2 == 0 ? request.PathParameters : request.QueryParameters)[names[i]] = text;
                }
            }

            return Expand(request, s_options.BaseUrl!) == ByKiota(request, s_options.BaseUrl!);
        });
    }

    [TestCase("{+baseurl}")]
    [TestCase("{+baseurl}.evil.test/path")]
    [TestCase("{+baseurl}@evil.test/path")]
    [TestCase("{+baseurl}{a}")]
    [TestCase("{+baseurl}/{a*}")]
    [TestCase("{+baseurl}/{a:3}")]
    [TestCase("{+baseurl}/{/a}")]
    [TestCase("{+baseurl}/{a,b}")]
    [TestCase("{+baseurl}/{a")]
    [TestCase("{+baseurl}/{}")]
    [TestCase("{+baseurl}/{?}")]
    [TestCase("{+baseurl}/path?a=b")]
    [TestCase("{+baseurl}/a b")]
    [TestCase("https://server.test/{a}")]
    [TestCase("")]
    [TestCase(null)]
    public void Other_templates_are_left_to_Kiota(string? template) =>
        Assert.That(UrlTemplate.TryExpand(template, "http://server.test", new Dictionary<string, object> { ["a"] = "1" }, new Dictionary<string, object>()), Is.Null);

    [Test]
    public void Other_values_are_left_to_Kiota()
    {
        Assert.That(Of(new() { ["a"] = 1 }, []), Is.Null);
        Assert.That(Of(new() { ["a"] = new[] { "1" } }, []), Is.Null);
        Assert.That(Of([], new() { ["a"] = true }), Is.Null);
        Assert.That(Of(new() { ["a"] = "1" }, new() { ["a"] = "2" }), Is.Null);
        Assert.That(Of(new() { ["request-raw-url"] = "http://other.test/" }, []), Is.Null);
        Assert.That(Of(new() { ["A"] = "1", ["b"] = "2" }, new() { ["B"] = 3 }), Is.EqualTo("http://server.test/"));

        static string? Of(Dictionary<string, object> path, Dictionary<string, object> query) => UrlTemplate.TryExpand("{+baseurl}/{a}", "http://server.test", path, query);
    }

    [TestCaseSource(nameof(s_operations))]
    public async Task The_request_of_an_operation_is_that_of_Kiota(DocumentOperation operation)
    {
        using var http = new HttpClient();
#if !LIBRARY_NETSTANDARD
        // .NET Standard 2.0 has no default version.
        http.DefaultRequestVersion = new Version(2, 0);
#endif
        using var connection = Connection.On(http, s_options);
        var credentials = new Credentials(connection.Options, ClientSecrets.CreateScrubber(connection.Options));
        using var kiota = new Microsoft.Kiota.Http.HttpClientLibrary.HttpClientRequestAdapter(credentials, httpClient: http);
        var call = new Call(Request(operation, s_options, turn: 0), new CallDefaults(connection.Options.BaseUrl!, connection.Options.RequestOptions));
        using var own = RequestMessage.Create(call, credentials.Header, connection);
        var native = call.CreateRequest();
        kiota.BaseUrl = connection.Options.BaseUrl!.AbsoluteUri;
        using var expected = (await kiota.ConvertToNativeRequestAsync<HttpRequestMessage>(native))!;
        Assert.That((own.Method, own.RequestUri!.OriginalString, own.Version, own.VersionPolicy), Is.EqualTo((expected.Method, expected.RequestUri!.OriginalString, expected.Version, expected.VersionPolicy)));
        Assert.That(Headers(own.Headers), Is.EquivalentTo(Headers(expected.Headers)));
        Assert.That(own.Content is null, Is.EqualTo(expected.Content is null));
        if (own.Content is { } content)
        {
            Assert.That(await content.ReadAsByteArrayAsync(), Is.EqualTo(await expected.Content!.ReadAsByteArrayAsync()));
            Assert.That(Headers(content.Headers), Is.EquivalentTo(Headers(expected.Content.Headers)));
        }

        static IEnumerable<string> Headers(System.Net.Http.Headers.HttpHeaders headers) => headers.Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
    }

    private static RequestInformation Request(DocumentOperation operation, OpenCodeClientOptions options, int turn)
    {
        using var client = new OpenCodeClient(options);
        var (group, method) = operation.Find(client, name => $"To{name[..^"Async".Length]}RequestInformation");
        return (RequestInformation)method.Invoke(group, new OperationArguments(operation, method, turn).Values)!;
    }

    /// <summary>Half characters are refused before a URL is built.</summary>
    private static bool HasHalf(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) != text;

    private static string? Expand(RequestInformation request, Uri server) =>
        UrlTemplate.TryExpand(request.UrlTemplate, new CallDefaults(server, new OpenCodeRequestOptions()).BaseUrl, request.PathParameters, request.QueryParameters);

    private static string ByKiota(RequestInformation request, Uri server)
    {
        request.PathParameters["baseurl"] = server.AbsoluteUri.TrimEnd('/');
        var url = request.URI.OriginalString;
        request.PathParameters.Remove("baseurl");
        return url;
    }
}
