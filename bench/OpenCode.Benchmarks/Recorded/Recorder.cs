using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Samples;

namespace OpenCode.Benchmarks.Recorded;

/// <summary>
/// Records the events of one prompt to the live server. A scripted model responds with reasoning, a tool call, and a text.
/// </summary>
internal static class Recorder
{
    private const string Prompt = "Which files does this folder have?";

    private static readonly string[] s_reasoning = ["The user wants ", "to know the files. ", "I list them."];

    private static readonly string[] s_answer =
        ["This ", "folder ", "has ", "two ", "files: ", "`hello.txt` ", "with a greeting, ", "and ", "`src/Program.cs` ", "with the ", "program."];

    /// <returns>One event in each line.</returns>
    public static async Task<string> RecordAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-record-");
        try
        {
            var project = CreateProject(folder.FullName);
            await using var model = await DemoModel.StartAsync(AnswerAsync);
            await using var opencode = await OpenCodeInstance.StartAsync(Options(folder.FullName, project, model), cancellationToken);
            var events = await RecordAsync(opencode, cancellationToken);
            return string.Concat(events.Select(e => e.Replace(folder.FullName, "/work", StringComparison.Ordinal) + "\n"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static OpenCodeServerOptions Options(string folder, string project, DemoModel model) => new()
    {
        ExecutablePath = Settings.ServerExecutable,
        Port = 0,
        WorkingDirectory = project,
        Config = model.CreateConfig(),
        Environment = new Dictionary<string, string?>
        {
            ["HOME"] = folder,
            ["XDG_DATA_HOME"] = null,
            ["XDG_CONFIG_HOME"] = null,
            ["XDG_STATE_HOME"] = null,
            ["XDG_CACHE_HOME"] = null,
        },
    };

    private static string CreateProject(string folder)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, "project")).FullName;
        Directory.CreateDirectory(Path.Combine(project, "src"));
        File.WriteAllText(Path.Combine(project, "hello.txt"), "Hello!\n");
        File.WriteAllText(Path.Combine(project, "src", "Program.cs"), "Console.WriteLine(\"Hello!\");\n");
        return project;
    }

    private static async Task<IReadOnlyList<string>> RecordAsync(OpenCodeInstance opencode, CancellationToken cancellationToken)
    {
        var (client, server) = opencode;
        var session = await client.Session.CreateAsync(new() { Title = "Recorded" }, cancellationToken);

        // The first prompt loads plugins, whose events do not belong to the session.
        await client.Session.PromptAsync(session.Id, new() { NoReply = true, Parts = [new TextPartInput { Text = "Be brief." }] }, cancellationToken);

        using var http = new HttpClient { BaseAddress = server.Url, Timeout = Timeout.InfiniteTimeSpan };
        if (server.ClientOptions.Password is { } password)
        {
            var credentials = Encoding.UTF8.GetBytes($"{server.ClientOptions.Username}:{password}");
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        var events = new List<string>();
        await using var stream = await http.GetStreamAsync("/event", cancellationToken);
        Task? turn = null;
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            var json = JsonNode.Parse(item.Data)!;
            var type = (string)json["type"]!;
            turn ??= client.Session.StartPromptAsync(session.Id, new() { Parts = [new TextPartInput { Text = Prompt }] }, cancellationToken);
            if (type == "permission.asked")
            {
                await client.Permission.ReplyAsync((string)json["properties"]!["id"]!, new() { Reply = PermissionReply.Once }, cancellationToken);
            }

            if (type.Split('.')[0] is "session" or "message" or "permission" or "todo" or "server" && type != "server.heartbeat")
            {
                events.Add(item.Data);
            }

            if (type == "session.idle")
            {
                break;
            }
        }

        await turn!;
        return events;
    }

    private static async IAsyncEnumerable<DemoChunk> AnswerAsync(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!request.HasTools)
        {
            yield return new DemoText("Files of a folder");
            yield break;
        }

        if (!request.FollowsTool)
        {
            foreach (var text in s_reasoning)
            {
                await Task.Delay(50, cancellationToken);
                yield return new DemoReasoning(text);
            }

            yield return new DemoToolCall("bash", """{"command":"find . -type f","description":"Lists the files"}""");
            yield break;
        }

        foreach (var text in s_answer)
        {
            await Task.Delay(50, cancellationToken);
            yield return new DemoText(text);
        }
    }
}
