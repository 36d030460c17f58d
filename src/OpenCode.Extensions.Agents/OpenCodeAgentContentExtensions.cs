using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Models;

namespace OpenCode;

/// <summary>Reads the requests of opencode agents, and makes the responses to them that the framework has no methods for.</summary>
/// <example><code>
/// foreach (var request in response.Messages.SelectMany(m => m.Contents).OfType&lt;ToolApprovalRequestContent>())
///     replies.Add(new(ChatRole.User, [request.CreateResponse(approved: true)]));
/// response = await agent.RunAsync(replies, session);
/// </code></example>
public static class OpenCodeAgentContentExtensions
{
    /// <summary>The permission that the agent asks for; null if the request is not one of an opencode agent. Works after serialization, too.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static PermissionRequest? GetPermission(this ToolApprovalRequestContent request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestContent.Permission(request);
    }

    /// <summary>
    /// Approves the call, and from now on everything that <see cref="PermissionRequest.Always"/> of <see cref="GetPermission"/> covers. The
    /// server keeps that for the project until it restarts.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static ToolApprovalResponseContent CreateAlwaysResponse(this ToolApprovalRequestContent request) => Create(request, approved: true, ReplyWords.Always);

    /// <summary>
    /// Rejects the call and ends the turn. A response of <see cref="ToolApprovalRequestContent.CreateResponse"/> rejects the call, too, but
    /// the agent learns the reason and goes on.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static ToolApprovalResponseContent CreateStopResponse(this ToolApprovalRequestContent request) => Create(request, approved: false, ReplyWords.Stop);

    /// <summary>The questions that the agent asks; null if the call is not a question of an opencode agent. Works after serialization, too.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    public static IReadOnlyList<QuestionInfo>? GetQuestions(this FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return RequestContent.Questions(call);
    }

    /// <summary>Answers the questions of the agent, or dismisses them.</summary>
    /// <param name="call">The call with the questions.</param>
    /// <param name="decision">The answers: <see cref="QuestionDecision.Choose"/>, <see cref="QuestionDecision.ChooseMany"/>, <see cref="QuestionDecision.Tell"/> or <see cref="QuestionDecision.Reject"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="call"/> is no question, or <paramref name="decision"/> is <see cref="QuestionDecision.None"/>.</exception>
    public static FunctionResultContent CreateAnswer(this FunctionCallContent call, QuestionDecision decision)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (GetQuestions(call) is null)
        {
            throw new ArgumentException($"The call {call.CallId} of {call.Name} is not a question of an opencode agent.", nameof(call));
        }

        return decision.HasReply
            ? QuestionResult.Write(call.CallId, decision)
            : throw new ArgumentException("QuestionDecision.None is no answer.", nameof(decision));
    }

    private static ToolApprovalResponseContent Create(ToolApprovalRequestContent request, bool approved, string word)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.CreateResponse(approved);
        response.AdditionalProperties = new() { [ReplyWords.Key] = word };
        return response;
    }
}
