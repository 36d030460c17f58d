using System.Net;
using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing;
using static OpenCode.Sdk.Tests.Turns.Wire;

namespace OpenCode.Sdk.Tests.Turns;

/// <summary>What people have run into, and what is right instead; each by its number.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class TurnCaseTests
{
    private const string Session = ScriptedTurnServer.SessionId;

    /// <summary>Nothing is late here that a test does not make late.</summary>
    private static readonly TurnOptions s_patient = new() { ResponseTimeout = TimeSpan.FromDays(20), StopTimeout = TimeSpan.FromDays(20) };

    [Test]
    public async Task T01_deltas_before_their_part_are_not_lost()
    {
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
            Delta("prt_1", "msg_v", "Hel"), PartUpdated(Text("prt_1", "msg_v", "", isFinal: false)), Delta("prt_1", "msg_v", "lo"),
            PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")), Idle,
        ]);
        Assert.That(Deltas(end.Updates), Is.EqualTo("Hello"));
        Assert.That(end.Updates.OfType<PromptTextReplaced>(), Is.Empty);
        Assert.That(((PromptCompleted)end.Updates[^1]).Result.Text, Is.EqualTo("Hello"));
    }

    [Test]
    public async Task T02_a_part_before_its_message_is_delivered()
    {
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")),
            PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")), Idle,
        ]);
        Assert.That(Deltas(end.Updates), Is.EqualTo("Hello"));
        Assert.That(((PromptCompleted)end.Updates[^1]).Parts.OfType<TextPart>().Single().Text, Is.EqualTo("Hello"));
    }

    [TestCase(1000, 2000, Description = "identifiers the other way round than times")]
    [TestCase(2000, 1000, Description = "the clocks of two machines disagree")]
    [TestCase(1000, 1000, Description = "the same millisecond")]
    public async Task T03_identifiers_are_no_clock(long first, long last)
    {
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u", 500)), PartUpdated(UserText(s.PartId, "msg_u", "Do it")),
            Updated(Assistant("msg_y9", "tool-calls", first)), PartUpdated(Text("prt_9", "msg_y9", "I look.")),
            Updated(Assistant("msg_v1", "stop", last)), PartUpdated(Text("prt_1", "msg_v1", "Found.")), Idle,
        ]);
        var completed = (PromptCompleted)end.Updates[^1];
        Assert.That((completed.Message.Id, completed.Message.Finish, completed.Result.Text), Is.EqualTo(("msg_v1", "stop", "Found.")));
        Assert.That(completed.Result.Messages, Has.Count.EqualTo(2));
    }

    [TestCase(PermissionPolicy.Reject)]
    [TestCase(PermissionPolicy.Ask, Description = "somebody else rejects")]
    public async Task T04_a_rejected_permission_is_an_end_of_its_own(PermissionPolicy policy)
    {
        using var server = new ScriptedTurnServer
        {
            Status = policy == PermissionPolicy.Ask ? "{}" : Busy,
            OnPrompt = s =>
            {
                s.Send(
                    Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
                    PartUpdated(Tool("prt_1", "msg_v", Running())), Event("permission.asked", Permission("per_1")));
                if (policy == PermissionPolicy.Ask)
                {
                    Reject(s);
                }
            },
            OnRequest = (s, r, _, _) =>
            {
                if (r == "POST /permission/per_1/reply")
                {
                    Reject(s);
                }

                return null;
            },
        };
        var updates = await WatchAsync(server, s_patient with { PermissionPolicy = policy });
        var rejected = (PromptRejected)updates[^1];
        Assert.That(rejected.Permission!.Id, Is.EqualTo("per_1"));
        Assert.That(rejected.Reason, Is.EqualTo("The permission bash was rejected for ls, which ended the turn."));
        var decision = rejected.Result.Decisions.Single();
        Assert.That((decision.RequestId, decision.Reply, decision.DecidedBy), Is.EqualTo(("per_1", "reject", policy == PermissionPolicy.Ask ? AskDecider.Elsewhere : AskDecider.Policy)));

        static void Reject(ScriptedTurnServer server)
        {
            server.Status = "{}";
            server.Send(
                Event("permission.replied", new JsonObject { ["sessionID"] = "ses_1", ["requestID"] = "per_1", ["reply"] = "reject" }),
                PartUpdated(Tool("prt_1", "msg_v", Failed("The user rejected permission to use this specific tool call."))),
                Updated(Assistant("msg_v", "tool-calls")), Idle);
        }
    }

    [Test]
    public async Task T04_a_turn_that_was_cut_off_before_anybody_watched_says_so()
    {
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
            PartUpdated(Tool("prt_1", "msg_v", Failed("The user dismissed this question"), "question")), Updated(Assistant("msg_v", "tool-calls")), Idle,
        ]);
        var rejected = (PromptRejected)end.Updates[^1];
        Assert.That((rejected.Tool!.Tool, rejected.Permission, rejected.Question), Is.EqualTo(("question", (PermissionRequest?)null, (QuestionRequest?)null)));
    }

    [TestCase("length")]
    [TestCase("content-filter")]
    public async Task T04_an_answer_that_is_cut_off_by_the_model_is_not_complete(string finish)
    {
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")),
            PartUpdated(Text("prt_1", "msg_v", "Hel")), Updated(Assistant("msg_v", finish)), Idle,
        ]);
        var failed = (PromptFailed)end.Updates[^1];
        Assert.That(failed.Reason, Does.Contain($"(finish: {finish})"));
        Assert.That(failed.Result.Text, Is.EqualTo("Hel"));
    }

    [TestCase("GET /session/status")]
    [TestCase("POST /session/ses_1/prompt_async")]
    public async Task T05_a_request_that_is_never_responded_to_is_named(string request)
    {
        using var server = new ScriptedTurnServer { OnRequest = (s, r, _, token) => r == request ? s.NeverAsync(token) : null };
        var failure = await Failure.OfAsync<TimeoutException>(() => WatchAsync(server, new()));
        Assert.That(failure.Message, Does.Contain(request[request.IndexOf('/', StringComparison.Ordinal)..]));
    }

    [Test]
    public async Task T05_a_status_that_hangs_in_the_middle_of_a_turn_is_named()
    {
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            OnPrompt = s => s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v"))),
            OnRequest = (s, r, _, token) => r == "GET /session/status" && s.Requests.Contains("POST /session/ses_1/prompt_async") ? s.NeverAsync(token) : null,
        };
        var failure = await Failure.OfAsync<TimeoutException>(() => WatchAsync(server, new()));
        Assert.That(failure.Message, Does.Contain("/session/status"));
    }

    [Test]
    public async Task T05_a_prompt_that_works_needs_no_response()
    {
        using var server = new ScriptedTurnServer
        {
            OnRequest = (s, r, _, token) =>
            {
                if (r != "POST /session/ses_1/prompt_async")
                {
                    return null;
                }

                s.Send(
                    Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")), Idle);
                return s.NeverAsync(token);
            },
        };
        Assert.That((await WatchAsync(server))[^1], Is.InstanceOf<PromptCompleted>());
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task T06_an_error_ends_the_turn_although_the_session_stays_busy(bool isUnclassified)
    {
        var error = isUnclassified ? Error("UnknownError", "it broke") : AuthError("no key");
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            OnPrompt = s => s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), StatusBusy, Updated(Assistant("msg_v")), SessionError(error), Heartbeat),
            OnRequest = (s, r, _, _) =>
            {
                s.Status = r == "POST /session/ses_1/abort" ? "{}" : s.Status;
                return null;
            },
        };
        var start = server.Time.GetTimestamp();
        var failed = (PromptFailed)(await WatchAsync(server))[^1];
        Assert.That(failed.Reason, Is.EqualTo(isUnclassified ? "it broke" : "no key"));
        Assert.That(server.Time.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(25)), "by the clock of the test, with the time that stopping may take");
        Assert.That(server.Requests, Does.Contain("POST /session/ses_1/abort"), "a session that does not stop is stopped");
    }

    [Test]
    public async Task T06_an_error_ends_the_turn_although_other_sessions_never_stop_talking()
    {
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                s.Status = Busy;
                s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")), SessionError(AuthError("no key")));
                s.Chatter = Updated(Assistant("msg_other", session: "ses_other"));
            },
            OnRequest = (s, r, _, _) =>
            {
                s.Status = r == "POST /session/ses_1/abort" ? "{}" : s.Status;
                return null;
            },
        };
        Assert.That(((PromptFailed)(await WatchAsync(server))[^1]).Reason, Is.EqualTo("no key"));
    }

    [Test]
    public async Task T06_an_answer_ends_the_turn_although_the_session_stays_busy()
    {
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            OnPrompt = s => s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop"))),
        };
        var updates = await WatchAsync(server);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(Deltas(updates), Is.EqualTo("Hello"));
    }

    [Test]
    public async Task T07_a_prompt_that_is_canceled_before_it_was_accepted_is_aborted_after_it_was(CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepted = new TaskCompletionSource();
        using var server = new ScriptedTurnServer
        {
            OnRequest = (s, r, _, token) =>
            {
                switch (r)
                {
                    case "POST /session/ses_1/prompt_async":
                        source.Cancel();
                        return s.LaterAsync(accepted.Task, token);
                    case "POST /session/ses_1/abort" when !accepted.Task.IsCompleted:
                        // The first abort stops nothing, and only then the server begins.
                        s.Status = Busy;
                        accepted.SetResult();
                        return null;
                    case "POST /session/ses_1/abort":
                        s.Status = "{}";
                        return null;
                    default:
                        return null;
                }
            },
        };
        using var client = server.CreateClient();
        await Failure.OfAsync<OperationCanceledException>(async () => await client.Session.PromptStreamingAsync(Session, "Do it", s_patient, source.Token).ToListAsync(CancellationToken.None));
        Assert.That(server.Count("POST /session/ses_1/abort"), Is.GreaterThanOrEqualTo(2));
        Assert.That(server.Status, Is.EqualTo("{}"), "the session is idle when the stream has ended");
    }

    [Test]
    public async Task T08_canceling_stops_the_whole_family(CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var aborted = new List<string>();
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            Children = new JsonArray(Wire.Session("ses_2", "ses_1")).ToJsonString(),
            OnPrompt = s =>
            {
                s.Status = """{"ses_1":{"type":"busy"},"ses_2":{"type":"busy"},"ses_3":{"type":"busy"},"ses_9":{"type":"busy"}}""";
                s.Send(
                    Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
                    Created(Wire.Session("ses_3", "ses_2")), Created(Wire.Session("ses_2", "ses_1")), PartUpdated(Text("prt_1", "msg_v", "Hel", isFinal: false)));
            },
            OnRequest = (s, r, _, _) =>
            {
                if (r.StartsWith("POST", StringComparison.Ordinal) && r.EndsWith("/abort", StringComparison.Ordinal))
                {
                    aborted.Add(r.Split('/')[2]);
                    s.Status = $"{{{string.Join(',', new[] { "ses_1", "ses_2", "ses_3", "ses_9" }.Except(aborted).Select(id => $"\"{id}\":{{\"type\":\"busy\"}}"))}}}";
                }

                return null;
            },
        };
        server.Status = "{}";
        using var client = server.CreateClient();
        await Failure.OfAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.Session.PromptStreamingAsync(Session, "Do it", s_patient, source.Token))
            {
                await source.CancelAsync();
            }
        });
        Assert.That(aborted.Distinct(), Is.EquivalentTo(["ses_1", "ses_2", "ses_3"]), "and nobody else");
    }

    [TestCase(QuestionPolicy.Reject, "POST /question/que_1/reject")]
    [TestCase(QuestionPolicy.LetAgentDecide, "POST /question/que_1/reply")]
    public async Task T09_questions_have_a_policy_of_their_own(QuestionPolicy policy, string expected)
    {
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            OnPrompt = s => s.Send(
                Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")),
                Event("question.asked", new JsonObject { ["id"] = "que_1", ["sessionID"] = "ses_1", ["questions"] = new JsonArray(new JsonObject { ["question"] = "Which?", ["header"] = "Q", ["options"] = new JsonArray() }) })),
            OnRequest = (s, r, _, _) =>
            {
                if (r == expected)
                {
                    s.Status = "{}";
                    s.Send(PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")), Idle);
                }

                return null;
            },
        };
        var updates = await WatchAsync(server, s_patient with { PermissionPolicy = PermissionPolicy.AllowOnce, QuestionPolicy = policy });
        Assert.That(updates.OfType<PromptQuestionAsked>().Single().IsHandled, Is.True);
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
    }

    [TestCase(null, 0, Description = "another session's")]
    [TestCase("ses_1", 2, Description = "a sub-agent's, before there is an event about its session")]
    public async Task T09_only_requests_of_the_family_are_replied_to(string? parent, int replies)
    {
        using var server = new ScriptedTurnServer
        {
            Status = Busy,
            OnPrompt = s =>
            {
                s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Event("permission.asked", Permission("per_1", "ses_9")), Event("permission.asked", Permission("per_2", "ses_9")));
                if (replies == 0)
                {
                    Answer(s);
                }
            },
            OnRequest = (s, r, _, _) =>
            {
                if (r.EndsWith("/reply", StringComparison.Ordinal) && s.Requests.Count(IsReply) == replies)
                {
                    Answer(s);
                }

                return r == "GET /session/ses_9" ? ScriptedTurnServer.Reply(Wire.Session("ses_9", parent).ToJsonString()) : null;
            },
        };
        var updates = await WatchAsync(server, s_patient with { PermissionPolicy = PermissionPolicy.AllowOnce });
        Assert.That(updates[^1], Is.InstanceOf<PromptCompleted>());
        Assert.That(updates.OfType<PromptPermissionAsked>().Count(), Is.EqualTo(replies));
        Assert.That(server.Requests.Count(IsReply), Is.EqualTo(replies));
        Assert.That(server.Count("GET /session/ses_9"), Is.EqualTo(1));

        static bool IsReply(string request) => request.EndsWith("/reply", StringComparison.Ordinal);

        static void Answer(ScriptedTurnServer server) => server.Send(PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task T10_a_retry_that_comes_too_late_or_too_often_is_a_failure(bool isTooLate)
    {
        var action = new JsonObject { ["reason"] = "rate_limit", ["provider"] = "p", ["title"] = "Out of quota", ["message"] = "Buy more", ["label"] = "Plans", ["link"] = "https://example.test/plans" };
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                s.Status = Busy;
                s.Send(
                    Updated(User("msg_u", s.Time.GetUtcNow().ToUnixTimeMilliseconds())), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
                    Retry(isTooLate ? 1 : 21, "Rate limit reached for you", s.Time.GetUtcNow() + (isTooLate ? TimeSpan.FromDays(1) : TimeSpan.FromSeconds(2)), action));
            },
            OnRequest = (s, r, _, _) =>
            {
                s.Status = r == "POST /session/ses_1/abort" ? "{}" : s.Status;
                return null;
            },
        };
        var updates = await WatchAsync(server);
        var retrying = updates.OfType<PromptRetrying>().Single();
        Assert.That((retrying.Action!.Title, retrying.Action.Link), Is.EqualTo(("Out of quota", "https://example.test/plans")));
        Assert.That(((PromptFailed)updates[^1]).Reason, Is.EqualTo("Rate limit reached for you"));
        Assert.That(server.Status, Is.EqualTo("{}"), "the turn was stopped");
    }

    [Test]
    public async Task T11_a_hub_of_another_directory_is_refused_at_the_call()
    {
        using var client = new OpenCodeClient(new Uri("http://127.0.0.1:1"));
        await using var hub = client.CreateEventHub();
        Assert.Throws<ArgumentException>(() => client.In("/other").Session.PromptStreamingAsync(Session, "Do it", new() { Hub = hub }));
    }

    [Test]
    public async Task T13_the_reason_is_the_first_line_and_the_stack_stays_in_the_error()
    {
        var words = $"ImageDecodeError: Image could not be decoded\n{string.Join('\n', Enumerable.Range(0, 25).Select(i => $"    at catch (/root/x.js:{i})"))}";
        var end = await RunAsync(s => [Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), StatusBusy, SessionError(Error("UnknownError", words)), Idle]);
        var failed = (PromptFailed)end.Updates[^1];
        Assert.That(failed.Reason, Is.EqualTo("ImageDecodeError: Image could not be decoded"));
        Assert.That(((UnclassifiedError)failed.Error!).Data.Message, Is.EqualTo(words));
    }

    [Test]
    public async Task T14_a_message_with_an_error_and_without_parts_is_a_failure()
    {
        var end = await RunAsync(s => [Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v", error: AuthError("no key"))), Idle]);
        Assert.That(((PromptFailed)end.Updates[^1]).Reason, Is.EqualTo("no key"));
    }

    [Test]
    public async Task T15_new_output_of_a_tool_comes_as_such_and_nothing_comes_twice()
    {
        var completed = new JsonObject
        {
            ["status"] = "completed", ["input"] = new JsonObject { ["command"] = "ls" }, ["output"] = "a\nb\nc\n", ["title"] = "", ["metadata"] = new JsonObject { ["output"] = "a\nb\nc\n" },
            ["time"] = new JsonObject { ["start"] = 1, ["end"] = 2 },
        };
        var end = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
            PartUpdated(Tool("prt_1", "msg_v", Running())), PartUpdated(Tool("prt_1", "msg_v", Running())),
            PartUpdated(Tool("prt_1", "msg_v", Running("a\n"))), PartUpdated(Tool("prt_1", "msg_v", Running("a\n"))), PartUpdated(Tool("prt_1", "msg_v", Running("a\nb\n"))),
            PartUpdated(Tool("prt_1", "msg_v", Running("…b\n"))),
            PartUpdated(Tool("prt_1", "msg_v", completed)), PartUpdated(Tool("prt_1", "msg_v", (JsonObject)completed.DeepClone())), PartUpdated(Tool("prt_1", "msg_v", Running("a\n"))),
            Updated(Assistant("msg_v", "tool-calls")), Updated(Assistant("msg_w", "stop", 3000)), PartUpdated(Text("prt_2", "msg_w", "Done.")), Idle,
        ]);
        Assert.That(end.Updates.OfType<PromptToolChanged>().Select(t => t.Part.State.Status), Is.EqualTo(["running", "completed"]));
        Assert.That(end.Updates.OfType<PromptToolOutput>().Select(o => (o.Text, o.IsReplaced)), Is.EqualTo(new[] { ("a\n", false), ("b\n", false), ("…b\n", true) }));
        Assert.That(end.Updates.OfType<PromptToolOutput>().Select(o => o.Tool).Distinct(), Is.EqualTo(["bash"]));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task T16_a_deleted_session_ends_its_turn_at_once(bool isAsked)
    {
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                s.Status = Busy;
                s.Send(
                    Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")), PartUpdated(Text("prt_1", "msg_v", "Hel", isFinal: false)),
                    isAsked ? Event("permission.asked", Permission("per_1")) : Heartbeat, Deleted);
            },
        };
        var updates = await WatchAsync(server);
        Assert.That(((PromptFailed)updates[^1]).Reason, Is.EqualTo("The session ses_1 has been deleted."));
    }

    [Test]
    public async Task T16_a_session_that_is_gone_after_a_gap_ends_its_turn()
    {
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                s.Status = Busy;
                s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")));
                s.EndConnection();
            },
            OnRequest = (_, r, _, _) => r.StartsWith("GET /session/ses_1/", StringComparison.Ordinal) ? ScriptedTurnServer.Reply("""{"name":"NotFoundError","data":{"message":"Session not found: ses_1"}}""", HttpStatusCode.NotFound) : null,
        };
        Assert.That(((PromptFailed)(await WatchAsync(server))[^1]).Reason, Is.EqualTo("The session ses_1 has been deleted."));
    }

    [TestCase(false, Description = "it waited behind another one")]
    [TestCase(true, Description = "it had called a tool")]
    public async Task T17_a_prompt_that_is_merged_into_a_later_one_says_so_at_once(bool hasBegun)
    {
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                // The session works on, on the later prompt.
                s.Status = Busy;
                s.Send(Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")));
                s.Messages.Add(Stored(User("msg_u"), UserText(s.PartId, "msg_u", "Do it")));
                if (hasBegun)
                {
                    s.Send(Updated(Assistant("msg_v", "tool-calls")));
                    s.Messages.Add(Stored(Assistant("msg_v", "tool-calls")));
                }

                s.Send(Updated(User("msg_x", 3000)), PartUpdated(UserText("prt_x", "msg_x", "And that")), Updated(Assistant("msg_y", null, 4000, "msg_x")));
                s.Messages.Add(Stored(User("msg_x", 3000), UserText("prt_x", "msg_x", "And that")));
                s.Messages.Add(Stored(Assistant("msg_y", null, 4000, "msg_x")));
            },
        };
        var start = server.Time.GetTimestamp();
        var merged = (PromptMerged)(await WatchAsync(server))[^1];
        Assert.That(merged.Into.MessageId, Is.EqualTo("msg_x"));
        Assert.That(server.Time.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task T17_a_prompt_is_complete_when_the_server_goes_on_with_the_next()
    {
        using var server = new ScriptedTurnServer
        {
            OnPrompt = s =>
            {
                s.Status = Busy;
                s.Send(
                    Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), PartUpdated(Text("prt_1", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")),
                    Updated(User("msg_x", 3000)), PartUpdated(UserText("prt_x", "msg_x", "And that")), Updated(Assistant("msg_y", null, 4000, "msg_x")));
                s.Messages.Add(Stored(User("msg_u"), UserText(s.PartId, "msg_u", "Do it")));
                s.Messages.Add(Stored(Assistant("msg_v", "stop"), Text("prt_1", "msg_v", "Hello")));
                s.Messages.Add(Stored(User("msg_x", 3000), UserText("prt_x", "msg_x", "And that")));
                s.Messages.Add(Stored(Assistant("msg_y", null, 4000, "msg_x")));
            },
        };
        var completed = (PromptCompleted)(await WatchAsync(server))[^1];
        Assert.That(completed.Result.Text, Is.EqualTo("Hello"));
    }

    /// <summary>The server can run a tool before it says so, and an edit has no session.</summary>
    [TestCase("/project/a.txt", true)]
    [TestCase("a.txt", true)]
    [TestCase("src/a.txt", false)]
    [TestCase("", false)]
    public async Task T18_a_file_that_is_edited_before_its_tool_runs_is_reported_once(string input, bool isReported)
    {
        var running = new JsonObject { ["status"] = "running", ["input"] = new JsonObject { ["filePath"] = input, ["lines"] = 3 }, ["time"] = new JsonObject { ["start"] = 1 } };
        var (updates, _) = await RunAsync(s =>
        [
            Updated(User("msg_u")), PartUpdated(UserText(s.PartId, "msg_u", "Do it")), Updated(Assistant("msg_v")),
            Edited("/project/a.txt"), Edited("/project/b.txt"),
            PartUpdated(Tool("prt_1", "msg_v", running, "write")), PartUpdated(Tool("prt_1", "msg_v", (JsonObject)running.DeepClone(), "write")), Edited("/project/c.txt"),
            PartUpdated(Text("prt_2", "msg_v", "Hello")), Updated(Assistant("msg_v", "stop")), Idle,
        ]);
        Assert.That(updates.OfType<PromptFileEdited>().Select(e => e.File), Is.EqualTo(isReported ? ["/project/a.txt", "/project/c.txt"] : new[] { "/project/c.txt" }));

        static string Edited(string file) => Event("file.edited", new JsonObject { ["file"] = file });
    }

    private static async Task<(List<PromptUpdate> Updates, ScriptedTurnServer Server)> RunAsync(Func<ScriptedTurnServer, IEnumerable<string>> events, TurnOptions? options = null)
    {
        using var server = new ScriptedTurnServer { OnPrompt = s => s.Send(events(s)) };
        return (await WatchAsync(server, options), server);
    }

    private static async Task<List<PromptUpdate>> WatchAsync(ScriptedTurnServer server, TurnOptions? options = null)
    {
        using var client = server.CreateClient();
        var updates = await client.Session.PromptStreamingAsync(Session, "Do it", options ?? s_patient, server.Hung).ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Value);
        Assert.That(updates.OfType<PromptEnd>().Count(), Is.EqualTo(1));
        return updates;
    }

    private static string Deltas(IEnumerable<PromptUpdate> updates) => string.Concat(updates.OfType<PromptTextDelta>().Select(d => d.Text));
}
