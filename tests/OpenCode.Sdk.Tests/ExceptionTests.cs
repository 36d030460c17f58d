using System.Net;
using OpenCode.Models;

namespace OpenCode.Sdk.Tests;

/// <summary>Exceptions, as an application's own tests create them.</summary>
public sealed class ExceptionTests
{
    private static readonly OpenCodeRequestInfo s_request = new(HttpMethod.Get, new Uri("http://localhost:4096/session/ses_1?secret=1"));
    private static readonly OpenCodeResponseInfo s_response = new(HttpStatusCode.NotFound);

    [Test]
    public void All_exceptions_have_a_public_constructor() => Assert.That(
        new[] { typeof(OpenCodeClient), typeof(OpenCodeException) }.SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.IsSubclassOf(typeof(Exception)) && !type.IsAbstract && type.GetConstructors().Length == 0),
        Is.Empty);

    [Test]
    public void An_API_error_is_as_the_client_throws_it()
    {
        const string Body = """{"name":"NotFoundError","data":{"message":"Session not found: ses_1"}}""";
        var error = new OpenCodeApiException(s_request, s_response, Body);
        Assert.That(error.Message, Is.EqualTo("Session not found: ses_1 (GET http://localhost:4096/session/ses_1 returned 404 NotFound)"));
        Assert.That(error.Error, Is.TypeOf<NotFoundError>());
        Assert.That((error.StatusCode, error.Method, error.Url, error.Body), Is.EqualTo((HttpStatusCode.NotFound, HttpMethod.Get, s_request.Url, Body)));
    }

    [Test]
    public void The_others_tell_what_they_are_given()
    {
        var end = new PromptFailed
        {
            Reason = "The model is down.",
            Result = new() { SessionId = "ses_1", Parts = [], Messages = [], Usage = new() },
        };
        Assert.That(new OpenCodeTurnException(end).Message, Is.EqualTo("The model is down."));
        Assert.That(new OpenCodeTurnException(end).Result.SessionId, Is.EqualTo("ses_1"));
        Assert.That(new OpenCodeConnectionException("No network.").Request, Is.Null);
        Assert.That(new OpenCodeProtocolException("A page.", s_request, s_response).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(new OpenCodeSessionDeletedException("ses_1").SessionId, Is.EqualTo("ses_1"));
        Assert.That(new OpenCodeUnsupportedOperationException("session.list", "GET /session", "1.0.1").Message, Does.Contain("1.0.1").And.Contain("session.list (GET /session)"));
        Assert.That(new OpenCodeServerException(OpenCodeServerFailure.EndedEarly, "It is gone.", error: "no memory").StandardError, Is.EqualTo("no memory"));
    }

    [Test]
    public void What_cannot_be_described_is_refused()
    {
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new OpenCodeRequestInfo(HttpMethod.Get, new Uri("/session", UriKind.Relative)))!.Message, Does.Contain("/session"));
        Assert.Throws<ArgumentNullException>(() => _ = new OpenCodeTurnException(null!));
        Assert.Throws<ArgumentNullException>(() => _ = new OpenCodeApiException(null!, s_response));
        Assert.Throws<ArgumentNullException>(() => _ = new OpenCodeProtocolException("", s_request, null!));
    }
}
