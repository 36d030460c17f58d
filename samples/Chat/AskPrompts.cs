using System.Net;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>Lets the user reply to the agent's permission requests and questions.</summary>
/// <param name="input">The input of the user.</param>
/// <param name="client">The client of the server.</param>
/// <param name="writer">Shows what the user decided.</param>
public sealed class AskPrompts(ChatInput input, OpenCodeClient client, TurnWriter writer)
{
    private const string Other = "Other…";

    /// <summary>Replies to a permission request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait for the user.</param>
    public async Task ReplyAsync(PermissionRequest request, CancellationToken cancellationToken)
    {
        var subject = $"{request.Permission} {string.Join(", ", request.Patterns)}";
        var choice = await input.SelectAsync($"Allow {subject}?", ["Once", $"Always: {string.Join(", ", request.Always)}", "Reject"], cancellationToken);
        var (reply, outcome) = choice switch
        {
            0 => (PermissionReply.Once, "allowed once"),
            1 => (PermissionReply.Always, "always allowed"),
            _ => (PermissionReply.Reject, "rejected"),
        };
        await SendAsync(client.Permission.ReplyAsync(request.Id, new() { Reply = reply }, cancellationToken), $"{subject}: {outcome}");
    }

    /// <summary>Replies to questions.</summary>
    /// <param name="request">The questions.</param>
    /// <param name="cancellationToken">Ends the wait for the user.</param>
    public async Task ReplyAsync(QuestionRequest request, CancellationToken cancellationToken)
    {
        var answers = new List<IReadOnlyList<string>>();
        foreach (var question in request.Questions)
        {
            if (await AskAsync(question, cancellationToken) is not { } answer)
            {
                await SendAsync(client.Question.RejectAsync(request.Id, cancellationToken), $"{question.Question} Dismissed");
                return;
            }

            answers.Add(answer);
        }

        var summary = request.Questions.Zip(answers, (question, reply) => $"{question.Question} {string.Join(", ", reply)}");
        await SendAsync(client.Question.ReplyAsync(request.Id, new() { Answers = answers }, cancellationToken), string.Join('\n', summary));
    }

    /// <summary>Returns null if the user dismisses the question.</summary>
    private async Task<IReadOnlyList<string>?> AskAsync(QuestionInfo question, CancellationToken cancellationToken)
    {
        var choices = question.Options.Select(option => $"{option.Label}: {option.Description}").ToList();
        if (question.Multiple == true)
        {
            return [.. (await input.SelectManyAsync(question.Question, choices, cancellationToken)).Select(index => question.Options[index].Label)];
        }

        var index = await input.SelectAsync(question.Question, question.Custom == false ? choices : [.. choices, Other], cancellationToken);
        return index switch
        {
            null => null,
            { } selected when selected < choices.Count => [question.Options[selected].Label],
            _ => await input.ReadLineAsync(cancellationToken) is { } text ? [text] : null,
        };
    }

    private async Task SendAsync(Task reply, string summary)
    {
        try
        {
            await reply;
            writer.WriteNotice(string.Join('\n', summary.Split('\n').Select(ChatText.Visible)), ChatStyles.Dim);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            writer.WriteNotice("Another client has replied.", ChatStyles.Warning);
        }
    }
}
