using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Server;

/// <summary>A server with its sessions and streams.</summary>
internal sealed class World(WorldKind kind, Recording recording)
{
    private const string PathJson = """{"home":"/work/home","state":"/work/home/.local/state/opencode","config":"/work/home/.config/opencode","worktree":"/work/project","directory":"/work/project"}""";

    private static readonly byte[] s_path = Encoding.UTF8.GetBytes(PathJson);
    private readonly TaskCompletionSource _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, Turn> _turns = new(StringComparer.Ordinal);
    private readonly TurnStreams _streams = new();
    private byte[]? _messages;

    public async Task ServeAsync(HttpContext context, string path)
    {
        switch (context.Request.Method, path.Split('/'))
        {
            case ("GET", [_, "event"]):
                await StreamAsync(context);
                break;
            case ("POST", [_, "start"]):
                _start.TrySetResult();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case ("GET", [_, "path"]):
                await JsonAsync(context, s_path);
                break;
            case ("GET", [_, "session", "status"]):
                await JsonAsync(context, "{}"u8.ToArray());
                break;
            case ("POST", [_, "session", var id, "prompt_async"]):
                var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
                var turn = _turns[id] = new Turn(id, (string)body["parts"]![0]!["id"]!, kind);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                await context.Response.CompleteAsync();
                turn.Play(_streams);
                break;
            case ("GET", [_, "session", var id, "message"]):
                await MessagesAsync(context, id);
                break;
            case ("GET", [_, "session", var id]):
                await JsonAsync(context, Encoding.UTF8.GetBytes(Session(id)));
                break;
            default:
                await JsonAsync(context, "[]"u8.ToArray());
                break;
        }
    }

    private static string Session(string id) =>
        $$$"""{"id":"{{{id}}}","slug":"bench","projectID":"global","directory":"/work/project","title":"Bench","version":"1.18.33","time":{"created":1795409129491,"updated":1795409143264}}""";

    private static async Task JsonAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        var stopping = context.RequestAborted;
        if (kind.Stream == "turns")
        {
            await _streams.ServeAsync(context.Response.BodyWriter, stopping);
            return;
        }

        var frames = new Frames(kind.Stream == "mix" ? recording.Events : recording.Deltas);
        await context.Response.BodyWriter.WriteAsync(Frames.Connected, stopping);
        await _start.Task.WaitAsync(stopping);
        await frames.WriteAsync(context.Response.BodyWriter, kind.Count, stopping);
        await Task.Delay(Timeout.Infinite, stopping);
    }

    private async Task MessagesAsync(HttpContext context, string id)
    {
        if (kind.Stream == "turns")
        {
            await JsonAsync(context, _turns.TryGetValue(id, out var turn) ? turn.Messages() : "[]"u8.ToArray());
            return;
        }

        if (kind.Stream != "messages" || !int.TryParse(context.Request.Query["limit"], out var limit))
        {
            await JsonAsync(context, _messages ??= recording.Messages.List(0, kind.Stream == "messages" ? kind.Count : 0));
            return;
        }

        // The newest messages before the cursor, and the cursor of the messages before them.
        var end = int.TryParse(context.Request.Query["before"], out var before) ? before : kind.Count;
        var start = Math.Max(0, end - limit);
        if (start > 0)
        {
            context.Response.Headers["X-Next-Cursor"] = start.ToString(CultureInfo.InvariantCulture);
        }

        await JsonAsync(context, recording.Messages.List(start, end - start));
    }
}
