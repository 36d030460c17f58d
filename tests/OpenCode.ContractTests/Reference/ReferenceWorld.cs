using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>What calls of the documented API are about: made on the server when a call first names it, and new for each call.</summary>
public sealed partial class ReferenceWorld(OpenCodeClient client)
{
    private const string Permission = "reference: run a command";
    private const string Question = "reference: ask a question";

    private readonly Dictionary<string, string> _known = new()
    {
        ["provider"] = "demo",
        ["model"] = "scripted",
        ["newId"] = NewMessageId(),
    };

    /// <summary>Lets the model ask for what the prompts of this world are to ask for.</summary>
    public static void Script()
    {
        LiveServer.Scripts.Answer(Permission, request => Once(request, new DemoToolCall("bash", """{"command":"echo asked","description":"Says something"}""")));
        LiveServer.Scripts.Answer(Question, request => Once(request, new DemoToolCall("question", """{"questions":[{"question":"Which?","header":"Q","options":[{"label":"A","description":"a"},{"label":"B","description":"b"}]}]}""")));
    }

    /// <summary>Whether the text is one name in braces and nothing else.</summary>
    public static bool IsName(string text) => Names().Match(text).Length is > 0 and var length && length == text.Length;

    /// <summary>The text with everything in braces replaced.</summary>
    public async Task<string> FillAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var name in Names().Matches(text).Select(match => match.Groups[1].Value).Distinct())
        {
            if (!_known.ContainsKey(name))
            {
                await MakeAsync(name, cancellationToken);
            }

            text = text.Replace($"{{{name}}}", _known[name], StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>As servers make them: in the order of time, because a message with a later one would never be answered.</summary>
    private static string NewMessageId() =>
        $"msg_{(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 0x1000) & 0xFFFFFFFFFFFF:x12}{Guid.NewGuid():N}"[..30];

    private static IAsyncEnumerable<DemoChunk> Once(DemoRequest request, DemoChunk call) =>
        new[] { request.FollowsTool ? new DemoText("Done.") : call }.ToAsyncEnumerable();

    private async Task MakeAsync(string name, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "session":
                _known[name] = (await client.Session.CreateAsync(cancellationToken: cancellationToken)).Id;
                break;
            case "project":
                _known[name] = (await client.Project.CurrentAsync(cancellationToken)).Id;
                break;
            case "pty":
                _known[name] = (await client.Pty.CreateAsync(new() { Command = "/bin/sh" }, cancellationToken)).Id;
                break;
            case "prompted" or "message" or "part":
                var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
                var reply = ModelJson.Write(await client.Session.PromptAsync(session.Id, Text("Hello"), cancellationToken));
                _known["prompted"] = session.Id;
                _known["message"] = (string)reply["info"]!["id"]!;
                _known["part"] = (string)reply["parts"]!.First(part => (string?)part["type"] == "text")["id"]!;
                break;
            case "asking" or "permission":
                (_known["asking"], _known["permission"]) = await AskedAsync(Permission, "permission.", cancellationToken);
                break;
            case "question":
                (_, _known["question"]) = await AskedAsync(Question, "question.", cancellationToken);
                break;
            default:
                throw new ArgumentException($"There is no {name}.", nameof(name));
        }
    }

    /// <summary>Prompts, and waits for the event by which the server asks for an answer; its name differs between versions.</summary>
    private async Task<(string Session, string Request)> AskedAsync(string prompt, string eventPrefix, CancellationToken cancellationToken)
    {
        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        var isAsked = false;
        await foreach (var e in client.Event.SubscribeAsync(cancellationToken))
        {
            if (!isAsked)
            {
                isAsked = true;
                await client.Session.StartPromptAsync(session.Id, Text(prompt), cancellationToken);
            }

            var json = ModelJson.Write(e);
            if (((string?)json["type"])?.StartsWith(eventPrefix, StringComparison.Ordinal) == true && (string?)json["properties"]?["sessionID"] == session.Id)
            {
                return (session.Id, (string)json["properties"]!["id"]!);
            }
        }

        throw new InvalidOperationException("The stream of events ended.");
    }

    private static SessionPromptRequest Text(string text) => new() { Parts = [new TextPartInput { Text = text }] };

    [GeneratedRegex(@"\{([A-Za-z]+)\}")]
    private static partial Regex Names();
}
