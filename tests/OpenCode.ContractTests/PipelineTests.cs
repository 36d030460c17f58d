using System.Net;
using Microsoft.Kiota.Abstractions;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Styles, errors, retries and time limits against a server.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PipelineTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Both_styles_tell_of_the_same_answer(CancellationToken cancellationToken)
    {
        var (created, error, request, response) = await Client.Fields.Session.CreateAsync(new() { Title = "Fields" }, cancellationToken);
        Assert.That(error, Is.Null);
        Assert.That((request.Method, request.Url.AbsolutePath), Is.EqualTo((HttpMethod.Post, "/session")));
        Assert.That((response!.StatusCode, response.Headers["content-type"][0]), Is.EqualTo((HttpStatusCode.OK, "application/json")));
        Assert.That(await Client.Session.GetAsync(created!.Id, cancellationToken), Has.Property(nameof(Session.Title)).EqualTo("Fields"));

        var (deleted, _, _, _) = await Client.Fields.Session.DeleteAsync(created.Id, cancellationToken);
        Assert.That(deleted, Is.True);
        var missing = await Client.Fields.Session.GetAsync(created.Id, cancellationToken);
        var thrown = await Failure.OfAsync<OpenCodeApiException>(() => Client.Session.GetAsync(created.Id, cancellationToken));
        Assert.That(missing.Error!.Message, Is.EqualTo(thrown.Message));
        Assert.That((missing.Response!.StatusCode, missing.Request.Url), Is.EqualTo((thrown.StatusCode, thrown.Url)));
        await Failure.OfAsync<OpenCodeApiException>(() => Client.With(new() { ThrowOnError = true }).Fields.Session.GetAsync(created.Id, cancellationToken));
    }

    [Test]
    public async Task Every_kind_of_content_arrives_in_fields_style(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(LiveServer.Project, "changing.txt"), "one\nchanged é\nthree\n", cancellationToken);
        Assert.That((await Client.Fields.Vcs.Diff.RawAsync(cancellationToken)).Data, Does.Contain("+changed é"));

        await using var bytes = (await Client.In(LiveServer.Project).Fields.V2.Fs.ReadAsync("src/Program.cs", cancellationToken)).Data;
        Assert.That(await new StreamReader(bytes).ReadToEndAsync(cancellationToken), Is.EqualTo("Console.WriteLine(\"needle\");\n"));

        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var started = await Client.Fields.Session.StartPromptAsync(session.Id, new() { NoReply = true, Parts = [new TextPartInput { Text = "note" }] }, cancellationToken);
        Assert.That(started.EnsureSuccess().Response!.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        await using var events = Client.Fields.Event.SubscribeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        Assert.That(await events.MoveNextAsync(), Is.True);
        Assert.That(events.Current.Data, Is.InstanceOf<ServerConnectedEvent>());
        Assert.That(events.Current.Response!.Headers["content-type"][0], Does.StartWith("text/event-stream"));
    }

    [Test]
    public async Task A_route_the_server_lacks_is_told_by_its_page(CancellationToken cancellationToken)
    {
        using var lost = new OpenCodeClient(LiveServer.Server.ClientOptions with { BaseUrl = new Uri(LiveServer.Server.Url, "nowhere/") });
        var failure = await Failure.OfAsync<OpenCodeProtocolException>(() => lost.Path.GetAsync(cancellationToken));
        Assert.That(failure.Message, Does.Contain("/nowhere/path answered 200 OK with text/html").And.Contain("lacks the route"));
        Assert.That((await lost.Fields.Session.StartPromptAsync("ses_1", new() { Parts = [] }, cancellationToken)).IsSuccess, Is.False);

        var raw = new RequestInformation(Method.GET, "{+baseurl}/nowhere", new Dictionary<string, object>());
        using var page = await Client.SendAsync(raw, cancellationToken);
        Assert.That(page.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
    }

    [TestCase("{ \"model\": 5 }", typeof(ConfigInvalidError))]
    [TestCase("{ not json", typeof(ConfigJsonError))]
    public async Task A_broken_configuration_of_a_project_is_a_typed_error(string configuration, Type error, CancellationToken cancellationToken)
    {
        var project = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, $"broken-{error.Name}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "opencode.json"), configuration, cancellationToken);
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => Client.In(project).Config.GetAsync(cancellationToken));
        Assert.That(failure.Error, Is.InstanceOf(error));
        Assert.That(failure.Message, Does.Not.StartWith("GET").And.Not.StartWith("{"));
        Assert.That((await Client.Config.GetAsync(cancellationToken)).Model, Does.StartWith("demo/"), "other projects are well");
    }

    [Test]
    public async Task What_the_server_repeats_of_a_key_is_not_told(CancellationToken cancellationToken)
    {
        var request = Client.Auth.ToSetRequestInformation("nobody", new ApiAuth { Key = "x" });
        request.SetStreamContent(new MemoryStream("{\"type\":\"api\",\"key\":[\"hunter2-live\"]}"u8.ToArray()), "application/json");
        using var raw = await Client.SendAsync(request, cancellationToken);
        Assert.That(await raw.Content.ReadAsStringAsync(cancellationToken), Does.Contain("hunter2-live"), "the server does repeat it");

        var failure = await Failure.OfAsync<OpenCodeApiException>(() => Client.Mcp.AddAsync(
            new()
            {
                Name = "m",
                Config = OpenCodeJson.Read("{\"type\":\"local\",\"command\":\"m\",\"environment\":\"hunter2-live\"}"u8, UnknownMcpServerConfig.ReadFrom),
            },
            cancellationToken));
        Assert.That($"{failure} {failure.Body} {failure.Error}", Does.Not.Contain("hunter2-live"));
    }

    [Test]
    public async Task A_call_that_is_too_early_succeeds_once_the_server_is_there(CancellationToken cancellationToken)
    {
        var options = ServerAddress();
        var time = new HeldTime();
        using var client = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = new Uri($"http://127.0.0.1:{options.Port}"), Password = options.Password, TimeProvider = time });
        var early = client.Global.HealthAsync(cancellationToken);

        // The server comes up between the first try and the second; one that is only starting may never answer what it gets.
        await time.Waiting.WaitAsync(cancellationToken);
        await using var server = await OpenCodeServer.StartAsync(options, cancellationToken);
        time.Release();
        Assert.That((await early).Healthy, Is.True);
    }

    [Test]
    public async Task A_time_limit_ends_a_prompt_and_none_lets_it_take_its_time(CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromHours(1);
        var mayAnswer = new TaskCompletionSource();
        var time = new ShiftedTime();
        LiveServer.Scripts.Answer("think for long", _ => Late(time, limit, mayAnswer.Task));
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        var prompt = new SessionPromptRequest { Parts = [new TextPartInput { Text = "think for long" }] };
        using var impatient = new OpenCodeClient(LiveServer.Server.ClientOptions with { Timeout = limit, TimeProvider = time });
        var failure = await Failure.OfAsync<TimeoutException>(() => impatient.Session.PromptAsync(session.Id, prompt, cancellationToken));
        Assert.That(failure.Message, Does.Contain("01:00:00"));
        var patient = Client.Session.PromptAsync(session.Id, prompt, cancellationToken);
        mayAnswer.SetResult();
        Assert.That((await patient).Info, Is.InstanceOf<AssistantMessage>());
    }

    private static OpenCodeServerOptions ServerAddress()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return LiveServer.Options() with { Port = ((IPEndPoint)socket.LocalEndPoint!).Port, Password = "known before" };
    }

    /// <summary>The time limit passes while the model thinks.</summary>
    private static async IAsyncEnumerable<DemoChunk> Late(ShiftedTime time, TimeSpan limit, Task mayAnswer)
    {
        time.MoveAhead(limit);
        await mayAnswer;
        yield return new DemoText("At last.");
    }
}
