using System.Net;
using System.Text;
using System.Web;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Pages;

/// <summary>What a server makes of the parameters of <c>GET /session/{sessionID}/message</c>.</summary>
public enum MessagePaging
{
    /// <summary>Servers of today.</summary>
    Cursors,

    /// <summary>Servers before cursors.</summary>
    LimitOnly,

    /// <summary>Servers before limits.</summary>
    None,
}

/// <summary>A server that keeps the messages of one session, in the way of the real one.</summary>
internal sealed class MessageServer(MessagePaging paging)
{
    /// <summary>The messages from the oldest to the newest, with the length of their text.</summary>
    public List<(string Id, int Length)> Messages { get; } = [];

    /// <summary>The queries of all requests.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>Runs after each response.</summary>
    public Action<MessageServer>? AfterPage { get; init; }

    public void Add(int count, int length = 10)
    {
        for (var i = 0; i < count; i++)
        {
            Messages.Add(($"msg_{Messages.Count:d4}", length));
        }
    }

    public OpenCodeClient CreateClient(long maxResponseBytes = 100_000) =>
        TestClient.Create(Answer, TestClient.Options with { MaxResponseBytes = maxResponseBytes });

    public HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        Queries.Add(request.RequestUri.Query);
        var limit = paging == MessagePaging.None ? 0 : int.Parse(query["limit"] ?? "0");
        var before = paging == MessagePaging.Cursors ? query["before"] : null;
        if (before is not null && !before.StartsWith("eyJ", StringComparison.Ordinal))
        {
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"_tag":"BadRequest"}""", Encoding.UTF8, "application/json") };
        }

        var older = before is null ? Messages : [.. Messages.Where(m => string.CompareOrdinal(m.Id, Decode(before)) < 0)];
        List<(string Id, int Length)> page = limit == 0 ? older : [.. older.TakeLast(limit)];
        var response = TestClient.Json($"[{string.Join(',', page.Select(m => Json(m.Id, m.Length)))}]");
        if (paging == MessagePaging.Cursors && page.Count < older.Count)
        {
            response.Headers.Add("x-next-cursor", Encode(page[0].Id));
        }

        AfterPage?.Invoke(this);
        return response;
    }

    private static string Encode(string id) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","time":1}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Decode(string cursor) =>
        (string)Repository.ParseJson(Encoding.UTF8.GetString(Convert.FromBase64String(cursor.PadRight((cursor.Length + 3) / 4 * 4, '='))))["id"]!;

    private static string Json(string id, int length) =>
        $$$"""
        {"info":{"id":"{{{id}}}","sessionID":"ses_1","role":"user","time":{"created":1},"agent":"build","model":{"providerID":"p","modelID":"m"}},
         "parts":[{"id":"prt_{{{id}}}","sessionID":"ses_1","messageID":"{{{id}}}","type":"text","text":"{{{new string('x', length)}}}"}]}
        """;
}
