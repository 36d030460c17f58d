using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Apps.Tests;

/// <summary>A minimal API with the defaults of ASP.NET Core.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class MinimalApiTests
{
    private WebApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await WebApp.StartAsync(
        static _ => { },
        static app =>
        {
            app.MapGet("/messages", () => Recorded.All);
            app.MapGet("/any", () => new { Part = (object)Recorded.Part, Status = ModelStatus.Beta });
            app.MapGet("/events", Events);
            app.MapGet("/sse", () => TypedResults.ServerSentEvents(Events()));
            app.MapPost("/message", (MessageWithParts message) => message);
            app.MapPost("/part", (Part part) => part is TextPart ? Results.Json(part) : Results.BadRequest());
            app.MapPost("/letter", (Letter letter) => letter);
        },
        CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _app.DisposeAsync();

    [Test]
    public async Task Messages_arrive(CancellationToken cancellationToken)
    {
        Recorded.AssertArrived(await _app.Http.GetFromJsonAsync<List<MessageWithParts>>("/messages", cancellationToken), Recorded.All);
        Recorded.AssertArrived(await _app.Http.GetFromJsonAsync<MessageWithParts[]>("/messages", JsonSerializerOptions.Web, cancellationToken), Recorded.All);
        Recorded.AssertArrived(await _app.Http.GetFromJsonAsync<IReadOnlyList<MessageWithParts>>("/messages", OpenCodeJson.Options, cancellationToken), Recorded.All);
        Recorded.AssertArrived(await _app.Http.GetFromJsonAsync("/messages", LetterContext.Default.ListMessageWithParts, cancellationToken), Recorded.All);
    }

    [Test]
    public async Task The_body_is_the_JSON_of_the_server(CancellationToken cancellationToken)
    {
        var body = Repository.ParseJson(await _app.Http.GetStringAsync("/messages", cancellationToken));
        Assert.That(JToken.DeepEquals(body, new JArray(Recorded.Texts(Recorded.All).Select(Repository.ParseJson))));
    }

    [Test]
    public async Task A_part_that_is_an_object_is_still_a_part(CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await _app.Http.GetStringAsync("/any", cancellationToken));
        Recorded.AssertArrived([body.RootElement.GetProperty("part").Deserialize<Part>()!], [Recorded.Part]);
        Assert.That(body.RootElement.GetProperty("status").Deserialize<ModelStatus>(), Is.EqualTo(ModelStatus.Beta));
    }

    [Test]
    public async Task Models_are_request_bodies(CancellationToken cancellationToken)
    {
        foreach (var message in Recorded.All)
        {
            using var response = await _app.Http.PostAsJsonAsync("/message", message, cancellationToken);
            Recorded.AssertArrived([(await response.Content.ReadFromJsonAsync<MessageWithParts>(cancellationToken))!], [message]);
        }

        using var part = await _app.Http.PostAsJsonAsync("/part", Recorded.Part, LetterContext.Default.Part, cancellationToken);
        Recorded.AssertArrived([(await part.Content.ReadFromJsonAsync(LetterContext.Default.Part, cancellationToken))!], [Recorded.Part]);
        using var letter = await _app.Http.PostAsJsonAsync("/letter", Letter.Sample, cancellationToken);
        (await letter.Content.ReadFromJsonAsync<Letter>(cancellationToken))!.AssertIsSample();
    }

    [Test]
    public async Task A_body_that_is_not_of_the_type_is_a_bad_request(CancellationToken cancellationToken)
    {
        using var response = await _app.Http.PostAsJsonAsync("/message", new[] { 1 }, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(System.Net.HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Events_are_streamed(CancellationToken cancellationToken)
    {
        var arrived = new List<Event>();
        await foreach (var e in _app.Http.GetFromJsonAsAsyncEnumerable<Event>("/events", cancellationToken))
        {
            arrived.Add(e!);
        }

        Recorded.AssertArrived(arrived, Recorded.Events);
    }

    [Test]
    public async Task Events_are_server_sent(CancellationToken cancellationToken)
    {
        await using var stream = await _app.Http.GetStreamAsync("/sse", cancellationToken);
        var parser = System.Net.ServerSentEvents.SseParser.Create(stream, static (_, data) => OpenCodeJson.Read(data, Event.ReadFrom));
        var arrived = await parser.EnumerateAsync(cancellationToken).Select(item => item.Data).ToListAsync(cancellationToken);
        Recorded.AssertArrived(arrived, Recorded.Events);
    }

    private static async IAsyncEnumerable<Event> Events()
    {
        foreach (var e in Recorded.Events)
        {
            await Task.Yield();
            yield return e;
        }
    }
}
