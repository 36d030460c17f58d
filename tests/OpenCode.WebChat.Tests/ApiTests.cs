using System.Net;
using System.Text.Json.Nodes;
using OpenCode.Testing;
using static OpenCode.WebChat.Tests.ChatClient;

namespace OpenCode.WebChat.Tests;

/// <summary>The API of the sample, which any page can use.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ApiTests
{
    private ChatProgram _program = null!;
    private ChatClient _chat = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _program = await ChatProgram.StartAsync();
        _chat = new ChatClient(_program.Url);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _chat.Dispose();
        await _program.DisposeAsync();
    }

    [Test]
    public async Task Sessions_are_created_listed_and_deleted(CancellationToken cancellationToken)
    {
        var id = await _chat.CreateAsync(cancellationToken);
        Assert.That(await _chat.ListAsync(cancellationToken), Does.Contain(id));
        var session = await _chat.GetAsync($"sessions/{id}", cancellationToken);
        Assert.That((session["session"]!["id"]!.GetValue<string>(), session["messages"]!.AsArray().Count, session["isRunning"]!.GetValue<bool>()), Is.EqualTo((id, 0, false)));

        await _chat.SendAsync(HttpMethod.Delete, $"sessions/{id}", null, cancellationToken);
        Assert.That(await _chat.ListAsync(cancellationToken), Does.Not.Contain(id));
    }

    [Test]
    public async Task A_turn_streams_reasoning_text_tools_and_changes(CancellationToken cancellationToken)
    {
        var id = await _chat.CreateAsync(cancellationToken);
        var updates = new List<JsonNode>();
        await foreach (var update in _chat.PromptAsync(id, "Find the bug and fix it", cancellationToken))
        {
            updates.Add(update);
            if (Type(update) == "permissionAsked")
            {
                await _chat.ReplyAsync(update, "once", cancellationToken);
            }
        }

        var end = updates.FindLastIndex(update => Type(update) == "permissionAsked");
        Assert.That(Text(updates, "reasoningDelta"), Does.StartWith("The project has one file."));
        Assert.That(Text(updates, "textDelta"), Does.StartWith("I'll read the code first.").And.EndsWith("and nothing else."));
        Assert.That(updates.Where(update => Type(update) == "toolChanged").Select(State).Distinct(), Is.SupersetOf(new[] { "read completed", "edit completed", "bash running", "bash completed" }));
        Assert.That(updates.FindIndex(update => Type(update) == "toolChanged" && State(update) == "bash completed"), Is.GreaterThan(end), "The command waits for the permission.");
        Assert.That(Type(updates[^1]), Is.EqualTo("completed"));

        var session = await _chat.GetAsync($"sessions/{id}", cancellationToken);
        var diff = session["messages"]![0]!["info"]!["summary"]!["diffs"]![0]!;
        Assert.That(diff["patch"]!.GetValue<string>(), Does.Contain("+    public decimal Average => Count == 0 ? 0 : Total / Count;"));
    }

    [Test]
    public async Task A_rejected_permission_ends_the_turn(CancellationToken cancellationToken)
    {
        var ends = new List<string>();
        await foreach (var update in _chat.PromptAsync(await _chat.CreateAsync(cancellationToken), "Run a command", cancellationToken))
        {
            ends.Add(Type(update));
            if (Type(update) == "permissionAsked")
            {
                await _chat.ReplyAsync(update, "reject", cancellationToken);
            }
        }

        Assert.That(ends, Does.Contain("permissionAsked"));
        Assert.That(ends[^1], Is.EqualTo("rejected"));
    }

    [Test]
    public async Task A_question_is_answered_or_dismissed([Values] bool isDismissed, CancellationToken cancellationToken)
    {
        var updates = new List<JsonNode>();
        await foreach (var update in _chat.PromptAsync(await _chat.CreateAsync(cancellationToken), "Ask a question", cancellationToken))
        {
            updates.Add(update);
            if (Type(update) == "questionAsked")
            {
                var path = $"questions/{update["request"]!["id"]!.GetValue<string>()}";
                await (isDismissed
                    ? _chat.SendAsync(HttpMethod.Delete, path, null, cancellationToken)
                    : _chat.SendAsync(HttpMethod.Post, path, new JsonObject { ["answers"] = new JsonArray(new JsonArray("To cents")) }, cancellationToken));
            }
        }

        Assert.That(Type(updates[^1]), Is.EqualTo(isDismissed ? "rejected" : "completed"));
        Assert.That(Text(updates, "textDelta"), isDismissed ? Is.Empty : Is.EqualTo("Thank you. I'll keep that in mind."));
    }

    [Test]
    public async Task A_turn_continues_without_its_page_and_another_page_watches_and_stops_it(CancellationToken cancellationToken)
    {
        var id = await _chat.CreateAsync(cancellationToken);
        await foreach (var update in _chat.PromptAsync(id, "Run a command", cancellationToken))
        {
            if (Type(update) == "permissionAsked")
            {
                break;
            }
        }

        Assert.That((await _chat.GetAsync($"sessions/{id}", cancellationToken))["isRunning"]!.GetValue<bool>());
        var updates = new List<JsonNode>();
        await foreach (var update in _chat.StreamAsync(HttpMethod.Get, id, null, cancellationToken))
        {
            updates.Add(update);
            if (Type(update) == "permissionAsked")
            {
                await _chat.SendAsync(HttpMethod.Delete, $"sessions/{id}/turn", null, cancellationToken);
            }
        }

        Assert.That(Text(updates, "textDelta"), Is.EqualTo("I'll look at the history."));
        Assert.That(Type(updates[^1]), Is.EqualTo("aborted"));
        Assert.That((await _chat.GetAsync($"sessions/{id}", cancellationToken))["isRunning"]!.GetValue<bool>(), Is.False);
    }

    [Test]
    public async Task A_failure_of_the_model_is_the_end_of_the_turn(CancellationToken cancellationToken)
    {
        var end = await _chat.PromptAsync(await _chat.CreateAsync(cancellationToken), "Please fail", cancellationToken).LastAsync(cancellationToken);
        Assert.That((Type(end), end["reason"]!.GetValue<string>()), Is.EqualTo(("failed", "The scripted model fails because the prompt contains the word fail.")));
    }

    [Test]
    public async Task Errors_of_the_server_reach_the_page(CancellationToken cancellationToken)
    {
        using var missing = await _chat.Http.GetAsync("sessions/ses_missing", cancellationToken);
        var problem = JsonNode.Parse(await missing.Content.ReadAsStringAsync(cancellationToken));
        Assert.That(missing.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(problem!["detail"]!.GetValue<string>(), Does.Contain("ses_missing"));

        using var invalid = await _chat.Http.GetAsync("sessions/%20", cancellationToken);
        Assert.That(invalid.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));

        var events = await _chat.EventsAsync(HttpMethod.Post, "sessions/ses_missing/turn", new JsonObject { ["text"] = "Hello" }, cancellationToken).ToListAsync(cancellationToken);
        Assert.That(events.Select(item => item.EventType), Is.EqualTo(new[] { "error" }));
        Assert.That(events[0].Data, Does.Contain("ses_missing"));
    }

    [Test]
    public async Task Changes_are_announced(CancellationToken cancellationToken)
    {
        var created = "";
        await foreach (var item in _chat.EventsAsync(HttpMethod.Get, "changes", null, cancellationToken))
        {
            var change = JsonNode.Parse(item.Data)!;
            if (created.Length == 0)
            {
                created = await _chat.CreateAsync(cancellationToken);
            }
            else if (Type(change) == "session.created" && change["properties"]!["info"]!["id"]!.GetValue<string>() == created)
            {
                return;
            }
        }

        Assert.Fail("The stream ended.");
    }

    [TestCase("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [TestCase("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [TestCase("Host", "attacker.example", HttpStatusCode.BadRequest)]
    public async Task Only_the_page_of_the_application_can_use_it(string header, string value, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sessions");
        request.Headers.Add(header, value);
        using var response = await _chat.Http.SendAsync(request, cancellationToken);
        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public void The_application_listens_only_on_this_machine() => Assert.That(_program.Url.IsLoopback);
}
