using System.Net;
using System.Text.Json;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class SessionTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task The_server_is_healthy_and_of_the_pinned_version(CancellationToken cancellationToken)
    {
        var health = await Client.Global.HealthAsync(cancellationToken);
        Assert.That(health.Healthy, Is.True);
        Assert.That(health.Version, Is.EqualTo(LiveServer.Version));
        Assert.That(LiveServer.Server.Version, Is.EqualTo(LiveServer.Version));
    }

    [Test]
    public async Task A_session_is_created_listed_read_changed_and_deleted(CancellationToken cancellationToken)
    {
        // The server lists a hundred sessions, and other fixtures make many.
        var (first, second) = ($"First {Guid.NewGuid()}", $"Second {Guid.NewGuid()}");
        var created = await Client.Session.CreateAsync(new() { Title = first }, cancellationToken);
        Assert.That(created.Title, Is.EqualTo(first));
        Assert.That(created.Directory, Is.EqualTo(LiveServer.Project));
        Assert.That((await Client.Session.ListAsync(new() { Search = first }, cancellationToken)).Select(s => s.Id), Is.EqualTo([created.Id]));

        var updated = await Client.Session.UpdateAsync(created.Id, new() { Title = second }, cancellationToken);
        Assert.That(updated.Title, Is.EqualTo(second));
        Assert.That((await Client.Session.GetAsync(created.Id, cancellationToken)).Title, Is.EqualTo(second));

        Assert.That(await Client.Session.DeleteAsync(created.Id, cancellationToken), Is.True);
        Assert.That(await Client.Session.ListAsync(new() { Search = second }, cancellationToken), Is.Empty);
    }

    [Test]
    public async Task A_session_is_created_without_a_body(CancellationToken cancellationToken) =>
        Assert.That((await Client.Session.CreateAsync(cancellationToken: cancellationToken)).Id, Does.StartWith("ses"));

    [Test]
    public async Task An_error_is_typed_and_says_what_the_server_says(CancellationToken cancellationToken)
    {
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => Client.Session.GetAsync("ses_nowhere", cancellationToken));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(failure.Error, Is.InstanceOf<NotFoundError>());
        Assert.That(failure.Message, Does.StartWith(((NotFoundError)failure.Error!).Data.Message));
        Assert.That(failure.Message, Does.Contain("GET").And.Contain("/session/ses_nowhere").And.Contain("404"));
        Assert.That(failure.Method, Is.EqualTo(HttpMethod.Get));
    }

    [Test]
    public async Task Without_a_password_the_error_says_what_to_set(CancellationToken cancellationToken)
    {
        using var stranger = new OpenCodeClient(LiveServer.Server.Url);
        var failure = await Failure.OfAsync<OpenCodeApiException>(() => stranger.Session.ListAsync(cancellationToken: cancellationToken));
        Assert.That(failure.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(failure.Message, Does.Contain("OpenCodeClientOptions.Password"));
    }

    [Test]
    public async Task Metadata_of_any_form_is_kept(CancellationToken cancellationToken)
    {
        var metadata = JsonElement.Parse("""{"a":[1,"two",null],"b":{"c":true}}""");
        var session = await Client.Session.CreateAsync(new() { Metadata = metadata }, cancellationToken);
        Assert.That(JsonElement.DeepEquals((await Client.Session.GetAsync(session.Id, cancellationToken)).Metadata!.Value, metadata));
    }
}
