using System.Net;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>A server that repeats everything that it receives repeats no credential.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SentSecretTests
{
    private const string Secret = "hunter2/+value=";

    /// <summary>Every place in which a provider can put a credential.</summary>
    private static readonly TestCaseData[] s_providers =
    [
        Provider("a header", new ApiKeyAuthenticationProvider(Secret, "X-Key", ApiKeyAuthenticationProvider.KeyLocation.Header)),
        Provider("a query parameter", new ApiKeyAuthenticationProvider(Secret, "x", ApiKeyAuthenticationProvider.KeyLocation.QueryParameter)),
        Provider("an encoded query parameter", new Changing(request => request.URI = new Uri($"{request.URI}&x={Uri.EscapeDataString(Secret)}"))),
        Provider("another value of a query parameter", new Changing(request => request.URI = new Uri($"{request.URI.AbsoluteUri.Replace("directory=%2Frepo", $"directory={Secret}", StringComparison.Ordinal)}"))),
        Provider("the user information", new Changing(request => request.URI = new UriBuilder(request.URI) { UserName = "me", Password = Uri.EscapeDataString(Secret) }.Uri)),
        Provider("a second value of a header", new Changing(request => request.Headers.Add("X-Team", Secret))),
        Provider("another value of a header", new Changing(request =>
        {
            request.Headers.Remove("x-team");
            request.Headers.Add("x-team", Secret);
        })),
        Provider("a header with a scheme", new Changing(request => request.Headers.Add("Authorization", $"Custom {Secret}"))),
    ];

    private readonly List<string> _sent = [];

    [TestCaseSource(nameof(s_providers))]
    public async Task What_an_authentication_provider_adds_is_masked(IAuthenticationProvider provider)
    {
        using var client = Client(TestClient.Options with { BaseUrl = new Uri("https://server.test/"), AuthenticationProvider = provider, Directory = "/repo", Headers = new Dictionary<string, string> { ["X-Team"] = "blue-team" } });
        AssertMasked(await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync()));
    }

    [TestCase("X-Key", Secret)]
    [TestCase("Authorization", "Bearer " + Secret)]
    [TestCase("Cookie", "session=" + Secret)]
    public async Task A_header_of_a_request_is_masked(string name, string value)
    {
        using var client = Client(TestClient.Options);
        var request = new RequestInformation(Method.GET, "{+baseurl}/path", new Dictionary<string, object>());
        request.Headers.Add(name, value);
        request.Headers.Add("Accept", "application/json");
        (await client.SendAsync(request)).Dispose();
        Assert.That(_sent.Single(), Does.Contain(Secret));
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync());
        Assert.That(failure.Message, Does.Contain("***").And.Contain("application/json").And.Not.Contain("hunter2"));
    }

    [TestCase("X-Key")]
    [TestCase("Authorization")]
    public async Task A_header_of_a_request_that_gets_no_response_is_masked(string name)
    {
        using var client = TestClient.Create(_ => throw new HttpRequestException($"The proxy rejects {Secret}."));
        var request = new RequestInformation(Method.GET, "{+baseurl}/path", new Dictionary<string, object>());
        request.Headers.Add(name, Secret);
        var failure = await Failure.OfAsync<OpenCodeConnectionException>(() => client.SendAsync(request));
        Assert.That(failure.Message, Does.EndWith("The proxy rejects ***."));
    }

    /// <summary>A client whose server repeats all that it has received.</summary>
    private OpenCodeClient Client(OpenCodeClientOptions options) => TestClient.Create(
        request =>
        {
            _sent.Add($"{Uri.UnescapeDataString(request.RequestUri!.AbsoluteUri)} {request.RequestUri.AbsoluteUri} {string.Join(' ', request.Headers.SelectMany(header => header.Value))}");
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent(new Newtonsoft.Json.Linq.JObject { ["message"] = string.Join(' ', _sent) }.ToString()) };
        },
        options);

    [SetUp]
    public void Forget() => _sent.Clear();

    private void AssertMasked(OpenCodeApiException failure)
    {
        Assert.That(_sent[0], Does.Contain("hunter2"));
        Assert.That(failure.Message, Does.Contain("***").And.Not.Contain("hunter2"));
        Assert.That(failure.Body, Does.Contain("server.test").And.Not.Contain("hunter2"));
        Assert.That(failure.ToString(), Does.Not.Contain("hunter2"));
    }

    private static TestCaseData Provider(string name, IAuthenticationProvider provider) => new TestCaseData(provider).SetArgDisplayNames(name);

    private sealed class Changing(Action<RequestInformation> change) : IAuthenticationProvider
    {
        public Task AuthenticateRequestAsync(RequestInformation request, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default)
        {
            change(request);
            return Task.CompletedTask;
        }
    }
}
