using System.Collections.Concurrent;
using OpenCode.Sdk.Tests.Events;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Sessions;

/// <summary>A server with sessions without messages, whose streams of events go as a test likes.</summary>
internal static class ViewServer
{
    /// <param name="play">Goes on with a stream that has greeted.</param>
    /// <param name="paths">What the server calls directories; others it calls as they are called, and none <c>/own</c>.</param>
    /// <param name="isGone">Whether a session has been deleted.</param>
    /// <param name="requests">Gets the paths of all requests.</param>
    public static EventServer Create(
        Func<EventRequest, Task> play,
        IReadOnlyDictionary<string, string>? paths = null,
        Func<bool>? isGone = null,
        ConcurrentQueue<string>? requests = null) => new(async request =>
    {
        requests?.Enqueue(request.Path);
        switch (request.Path)
        {
            case "/event" or "/global/event":
                await request.OpenStreamAsync();
                await request.SendEventAsync(request.Path == "/event" ? StreamScript.Connected : Global(null, StreamScript.Connected));
                await play(request);
                break;
            case "/path":
                var directory = request.Directory ?? "/own";
                await request.JsonAsync($$"""{"home":"/h","state":"/s","config":"/c","worktree":"/","directory":"{{(paths?.TryGetValue(directory, out var name) == true ? name : directory)}}"}""");
                break;
            case "/session/status":
                await request.JsonAsync("{}");
                break;
            case var path when path.StartsWith("/session/", StringComparison.Ordinal) && isGone?.Invoke() == true:
                await request.AnswerAsync("404 Not Found", "application/json", """{"name":"NotFoundError","data":{"message":"Session not found"}}""");
                break;
            case var path when path.StartsWith("/session/", StringComparison.Ordinal) && path.Count(c => c == '/') == 2:
                await request.JsonAsync(SessionViewTests.Session.Replace("ses_1", path.Split('/')[2]));
                break;
            default:
                await request.JsonAsync("[]");
                break;
        }
    });

    /// <summary>An event as <c>GET /global/event</c> sends it.</summary>
    public static string Global(string? directory, string e) => directory is null ? $$"""{"payload":{{e}}}""" : $$"""{"directory":"{{directory}}","payload":{{e}}}""";

    public static string Edited(string file) => $$$"""{"id":"evt_{{{file}}}","type":"file.edited","properties":{"file":"{{{file}}}"}}""";

    public static string Status(string session, string status) =>
        """{"id":"evt_SESSION_STATUS","type":"session.status","properties":{"sessionID":"SESSION","status":{"type":"STATUS"}}}""".Replace("SESSION", session).Replace("STATUS", status);

    public static string Deleted(string session) =>
        """{"id":"evt_d","type":"session.deleted","properties":{"sessionID":"SESSION","info":INFO}}""".Replace("SESSION", session).Replace("INFO", SessionViewTests.Session);
}
