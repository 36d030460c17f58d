using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests;

/// <summary>Responses are read into buffers that others use next.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ResponseBodyTests
{
    /// <summary>With free JSON, members that are not known, and values that are not as documented.</summary>
    private const string Messages = """
        [{"info":{"id":"msg_1","sessionID":"ses_1","role":"user","time":{"created":1},"agent":"build","model":{"providerID":"p","modelID":"m"},"new":{"deep":["é",1.50]}},
          "parts":[{"type":"text","id":"prt_1","sessionID":"ses_1","messageID":"msg_1","text":"Hi 😀","metadata":{"a":[true,null,"b"]},"synthetic":"no"},
                   {"type":"later","id":"prt_2","x":{"y":"z"}}, 5]}]
        """;

    [Test]
    public async Task A_body_of_any_size_is_read_exactly([Values(0, 1, 16_383, 16_384, 16_385, 81_920, 1_000_003)] int length, [Values(1000, 65_536)] int piece, [Values] bool isLengthKnown)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        using var client = TestClient.Create(_ => Response(new PooledStream(Encoding.UTF8.GetBytes(text), piece), "text/x-diff", isLengthKnown ? length : null));
        Assert.That(await client.Vcs.Diff.RawAsync(), Is.EqualTo(text));
    }

    [Test]
    public async Task A_length_that_is_wrong_is_no_limit()
    {
        using var client = TestClient.Create(_ => Response(new PooledStream("diff --git"u8.ToArray(), 3), "text/x-diff", length: 2));
        Assert.That(await client.Vcs.Diff.RawAsync(), Is.EqualTo("diff --git"));
    }

    [Test]
    public async Task A_response_of_exactly_the_maximum_size_is_read([Values(1, 999, 1_000, 1_001, 16_384)] int limit, [Values(-1, 0, 1)] int more, [Values] bool isLengthKnown)
    {
        var text = new string('a', limit + more);
        using var client = TestClient.Create(
            _ => Response(new PooledStream(Encoding.UTF8.GetBytes(text), 1_000), "text/x-diff", isLengthKnown ? text.Length : null),
            TestClient.Options with { MaxResponseBytes = limit });
        var failure = await FailureOfAsync(client.Vcs.Diff.RawAsync());
        Assert.That(failure, more > 0 ? Is.InstanceOf<OpenCodeProtocolException>() : Is.Null);
    }

    [Test]
    public async Task A_response_that_is_known_to_be_too_large_is_not_read()
    {
        var stream = new PooledStream(new byte[11], 5);
        using var client = TestClient.Create(_ => Response(stream, "text/x-diff", length: 11), TestClient.Options with { MaxResponseBytes = 10 });
        await Failure.OfAsync<OpenCodeProtocolException>(() => client.Vcs.Diff.RawAsync());
        Assert.That(stream.Buffers, Is.Empty);
    }

    [Test]
    public async Task A_value_does_not_refer_to_the_buffer()
    {
        var stream = new PooledStream(Encoding.UTF8.GetBytes(Messages), 100);
        using var client = TestClient.Create(_ => Response(stream, "application/json"));
        var expected = OpenCodeJson.Read(
            Encoding.UTF8.GetBytes(Messages),
            static (ref Utf8JsonReader item, JsonReading? reading) => JsonCollection.ReadList(ref item, MessageWithParts.ReadFrom, reading),
            new JsonReading());
        var response = await client.Fields.Session.MessagesAsync("ses_1");
        stream.Overwrite();
        Assert.That(stream.Buffers, Is.Not.Empty);
        Assert.That(response.Data, Is.EqualTo(expected));
        Assert.That(JToken.DeepEquals(ModelJson.Write(response.Data), Repository.ParseJson(Messages)), Is.True);
    }

    [Test]
    public async Task A_stream_is_the_response_itself()
    {
        var stream = new PooledStream("abc"u8.ToArray(), 2);
        using var client = TestClient.Create(_ => Response(stream, "application/octet-stream"));
        using var content = await client.V2.Fs.ReadAsync("a.bin");
        Assert.That(stream.Buffers, Is.Empty, "nothing is read before the caller reads it");
    }

    [Test]
    public async Task An_error_does_not_refer_to_the_buffer()
    {
        const string Body = """{"name":"NotFoundError","data":{"message":"Session not found"}}""";
        var stream = new PooledStream(Encoding.UTF8.GetBytes(Body), 10);
        using var client = TestClient.Create(_ => Response(stream, "application/json", status: HttpStatusCode.NotFound));
        var error = await Failure.OfAsync<OpenCodeApiException>(() => client.Session.GetAsync("ses_1"));
        stream.Overwrite();
        Assert.That(error.Body, Is.EqualTo(Body));
        Assert.That(error.Message, Does.StartWith("Session not found"));
    }

    [Test]
    public async Task The_buffer_goes_back_to_the_pool(
        [Values("whole", "malformed", "too large", "error", "page", "broken", "broken error", "canceled", "canceled error")] string end)
    {
        using var returned = new ReturnedBuffers();
        using var canceling = new CancellationTokenSource();
        var isCut = end.StartsWith("broken", StringComparison.Ordinal) || end.StartsWith("canceled", StringComparison.Ordinal);
        var text = isCut || end == "malformed" ? "{" : """{"home":"/h","state":"/s","config":"/c","worktree":"/w","directory":"/d"}""";
        var stream = new PooledStream(Encoding.UTF8.GetBytes(text + new string(' ', 50_000)), 1000, isCut ? EndAsync : null);
        using var client = TestClient.Create(
            _ => Response(stream, end == "page" ? "text/html" : "application/json", status: end.EndsWith("error", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK),
            TestClient.Options with { MaxResponseBytes = end == "too large" ? 30_000 : 100_000 });
        var failure = await FailureOfAsync(client.Path.GetAsync(canceling.Token));
        Assert.That(failure, end == "whole" ? Is.Null : end.StartsWith("canceled", StringComparison.Ordinal) ? Is.InstanceOf<OperationCanceledException>() : Is.InstanceOf<OpenCodeException>());
        Assert.That(stream.Buffers, Has.Count.GreaterThan(1).And.All.Matches<byte[]>(returned.Contains));

        async Task<int> EndAsync(CancellationToken token)
        {
            if (end.StartsWith("broken", StringComparison.Ordinal))
            {
                throw new IOException("Connection reset");
            }

            await canceling.CancelAsync();
            token.ThrowIfCancellationRequested();
            return 0;
        }
    }

    private static async Task<Exception?> FailureOfAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static HttpResponseMessage Response(Stream stream, string type, long? length = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        var content = new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        content.Headers.ContentLength = length;
        return new HttpResponseMessage(status) { Content = content };
    }
}
