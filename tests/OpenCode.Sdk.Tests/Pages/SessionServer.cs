using System.Globalization;
using System.Web;

namespace OpenCode.Sdk.Tests.Pages;

/// <summary>A server that keeps sessions and lists them in the ways of the real one.</summary>
internal sealed class SessionServer
{
    /// <summary>The sessions with the time of their last update.</summary>
    public Dictionary<string, long> Sessions { get; } = [];

    /// <summary>The queries of all requests.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>Whether the server is older than the limit of <c>GET /session</c>.</summary>
    public bool IgnoresLimit { get; init; }

    /// <summary>Runs after each response, with the number of responses so far.</summary>
    public Action<SessionServer, int>? AfterPage { get; init; }

    public void Add(int count, Func<int, long> updated)
    {
        for (var i = 0; i < count; i++)
        {
            Sessions.Add($"ses_{Sessions.Count:d4}", updated(i));
        }
    }

    public OpenCodeClient CreateClient() => TestClient.Create(Answer);

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        Queries.Add(request.RequestUri.Query);
        var limit = IgnoresLimit ? int.MaxValue : int.Parse(query["limit"] ?? "100");
        var start = long.Parse(query["start"] ?? "0", CultureInfo.InvariantCulture);
        var cursor = long.Parse(query["cursor"] ?? "9999999", CultureInfo.InvariantCulture);
        var list = Sessions.Where(s => s.Value >= start && s.Value < cursor).OrderByDescending(s => s.Value).ThenByDescending(s => s.Key, StringComparer.Ordinal).ToList();
        var page = list.Take(limit).ToList();
        var response = TestClient.Json($"[{string.Join(',', page.Select(s => Json(s.Key, s.Value)))}]");
        if (request.RequestUri.AbsolutePath.Contains("experimental") && page.Count < list.Count)
        {
            response.Headers.Add("x-next-cursor", $"{page[^1].Value}");
        }

        AfterPage?.Invoke(this, Queries.Count);
        return response;
    }

    private static string Json(string id, long updated) =>
        $$$"""
        {"id":"{{{id}}}","slug":"s","projectID":"p","directory":"/d","title":"t","version":"1","cost":0,"project":null,
         "tokens":{"input":0,"output":0,"reasoning":0,"cache":{"read":0,"write":0}},"time":{"created":1,"updated":{{{updated}}}}}
        """;
}
