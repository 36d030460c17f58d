using System.Net;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>The fields style.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ResponseTests
{
    private const string NotFound = """{"name":"NotFoundError","data":{"message":"Session not found"}}""";

    [Test]
    public async Task A_success_comes_apart_into_data_error_request_and_response()
    {
        using var client = TestClient.Create(_ => Headed(TestClient.Json("""{"healthy":true,"version":"1.2.3"}""")));
        var (data, error, request, response) = await client.Fields.Global.HealthAsync();
        Assert.That(data!.Version, Is.EqualTo("1.2.3"));
        Assert.That(error, Is.Null);
        Assert.That((request.Method, request.Url), Is.EqualTo((HttpMethod.Get, new Uri("http://server.test/global/health"))));
        Assert.That(response!.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers["X-TRACE"], Is.EqualTo(["1", "2"]));
        Assert.That(response.Headers["content-type"], Is.EqualTo(["application/json; charset=utf-8"]));
    }

    [Test]
    public async Task A_failure_comes_apart_too_and_its_data_is_null_whatever_its_type()
    {
        using var client = TestClient.Create(_ => Headed(Failed(TestClient.Json(NotFound))));
        var (session, error, request, response) = await client.Fields.Session.GetAsync("ses_1");
        Assert.That(session, Is.Null);
        Assert.That(error, Is.InstanceOf<OpenCodeApiException>());
        Assert.That(request.Url.AbsolutePath, Is.EqualTo("/session/ses_1"));
        Assert.That(response!.Headers["x-trace"], Is.EqualTo(["1", "2"]));
        Assert.That(error!.Response, Is.SameAs(response));
        Assert.That(error.Request, Is.SameAs(request));

        var (deleted, _, _, _) = await client.Fields.Session.DeleteAsync("ses_1");
        Assert.That(deleted, Is.Null);

        var noValue = await client.Fields.Session.StartPromptAsync("ses_1", new() { Parts = [] });
        Assert.That(noValue.Error, Is.InstanceOf<OpenCodeApiException>());
    }

    [Test]
    public async Task The_data_of_a_failure_explains_itself()
    {
        using var client = TestClient.Create(_ => Failed(TestClient.Json(NotFound)));
        var response = await client.Fields.Session.DeleteAsync("ses_1");
        Assert.That(response.IsSuccess, Is.False);
        var refusal = Assert.Throws<InvalidOperationException>(() => _ = response.Data)!;
        Assert.That(refusal.Message, Does.StartWith("The call failed and has no data: Session not found"));
        Assert.That(refusal.InnerException, Is.SameAs(response.Error));
    }

    [Test]
    public async Task EnsureSuccess_throws_the_error_or_gives_the_response()
    {
        var fail = true;
        using var client = TestClient.Create(_ => fail ? Failed(TestClient.Json(NotFound)) : TestClient.Json("true"));
        var failed = await client.Fields.Session.DeleteAsync("ses_1");
        Assert.That(Assert.Throws<OpenCodeApiException>(() => failed.EnsureSuccess()), Is.SameAs(failed.Error));
        fail = false;
        Assert.That((await client.Fields.Session.DeleteAsync("ses_1")).EnsureSuccess().Data, Is.True);
    }

    [Test]
    public async Task Connection_and_protocol_failures_are_values_too()
    {
        using var unreachable = TestClient.Create(_ => throw new HttpRequestException("Connection refused"));
        var response = await unreachable.Fields.Path.GetAsync();
        Assert.That(response.Error, Is.InstanceOf<OpenCodeConnectionException>());
        Assert.That(response.Response, Is.Null);
        Assert.That(response.Request.Url, Is.EqualTo(new Uri("http://server.test/path")));

        using var strange = TestClient.Create(_ => TestClient.Html("<html>"));
        response = await strange.Fields.Path.GetAsync();
        Assert.That(response.Error, Is.InstanceOf<OpenCodeProtocolException>());
        Assert.That(response.Response!.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task The_failure_of_a_stream_is_its_last_item()
    {
        using var client = TestClient.Create(_ => TestClient.Events("data: {\"id\":\"1\",\"type\":\"x\"}\n\ndata: {\"id\":\"2\",\"type\":\"too long\"}\n\n"), TestClient.Options with { EventStream = new() { Reconnect = false, MaxEventBytes = 30 } });
        var items = new List<OpenCodeResponse<Event>>();
        await foreach (var item in client.Fields.Event.SubscribeAsync())
        {
            items.Add(item);
        }

        Assert.That(items, Has.Count.EqualTo(2));
        Assert.That(items[0].Data.Type, Is.EqualTo("x"));
        Assert.That(items[1].Error, Is.InstanceOf<OpenCodeProtocolException>());
    }

    [TestCase(false, null, false)]
    [TestCase(false, true, true)]
    [TestCase(true, null, true)]
    [TestCase(true, false, false)]
    public async Task ThrowOnError_is_the_clients_choice_and_the_calls(bool ofClient, bool? ofCall, bool throws)
    {
        using var client = TestClient.Create(_ => Failed(TestClient.Json(NotFound)), TestClient.Options with { ThrowOnError = ofClient });
        var fields = client.With(new() { ThrowOnError = ofCall }).Fields;
        if (throws)
        {
            await Failure.OfAsync<OpenCodeApiException>(() => fields.Session.GetAsync("ses_1"));
            await Failure.OfAsync<OpenCodeApiException>(() => fields.Session.StartPromptAsync("ses_1", new() { Parts = [] }));
            await Failure.OfAsync<OpenCodeApiException>(async () => await fields.Event.SubscribeAsync().GetAsyncEnumerator().MoveNextAsync());
        }
        else
        {
            Assert.That((await fields.Session.GetAsync("ses_1")).IsSuccess, Is.False);
            Assert.That((await fields.Session.StartPromptAsync("ses_1", new() { Parts = [] })).IsSuccess, Is.False);
            await using var events = fields.Event.SubscribeAsync().GetAsyncEnumerator();
            Assert.That(await events.MoveNextAsync() && !events.Current.IsSuccess, Is.True);
        }
    }

    [Test]
    public async Task Cancellation_is_always_thrown()
    {
        using var source = new CancellationTokenSource();
        using var client = TestClient.CreateAwaiting(async _ =>
        {
            await source.CancelAsync();
            throw new TaskCanceledException();
        });
        await Failure.OfAsync<OperationCanceledException>(() => client.Fields.Path.GetAsync(source.Token));
    }

    [Test]
    public async Task A_response_tells_itself_in_a_line_without_the_query()
    {
        using var client = TestClient.Create(_ => TestClient.Json("true"));
        Assert.That((await client.In("/secret/place").Fields.Session.DeleteAsync("ses_1")).ToString(), Is.EqualTo("DELETE http://server.test/session/ses_1: 200 OK"));
    }

    private static HttpResponseMessage Failed(HttpResponseMessage answer)
    {
        answer.StatusCode = HttpStatusCode.NotFound;
        return answer;
    }

    private static HttpResponseMessage Headed(HttpResponseMessage answer)
    {
        answer.Headers.Add("x-trace", ["1", "2"]);
        return answer;
    }
}
