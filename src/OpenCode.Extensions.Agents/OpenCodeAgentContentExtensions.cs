using Microsoft.Extensions.AI;
using OpenCode.Agents.Requests;
using OpenCode.Models;

namespace OpenCode;

/// <summary>
/// Provides extension methods that read the requests of opencode agents and create responses for which the framework has no
/// methods.
/// </summary>
/// <example><code>
/// foreach (var request in response.Messages.SelectMany(m => m.Contents).OfType&lt;ToolApprovalRequestContent>())
///     replies.Add(new(ChatRole.User, [request.CreateResponse(approved: true)]));
/// response = await agent.RunAsync(replies, session);
/// </code></example>
public static class OpenCodeAgentContentExtensions
{
    /// <summary>Gets the permission that the agent requests. This also works after serialization.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The permission request; null if the request isn't from an opencode agent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static PermissionRequest? GetPermission(this ToolApprovalRequestContent request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestContent.Permission(request);
    }

    /// <summary>
    /// Approves the call, and all later calls that <see cref="PermissionRequest.Always"/> of <see cref="GetPermission"/> covers.
    /// The approval applies to the project until the server restarts.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static ToolApprovalResponseContent CreateAlwaysResponse(this ToolApprovalRequestContent request) => Create(request, approved: true, ReplyWords.Always);

    /// <summary>
    /// Rejects the call and ends the turn. In contrast, a rejection with <see cref="ToolApprovalRequestContent.CreateResponse"/>
    /// informs the agent of the reason, and the turn continues.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static ToolApprovalResponseContent CreateStopResponse(this ToolApprovalRequestContent request) => Create(request, approved: false, ReplyWords.Stop);

    /// <summary>Gets the questions that the agent asks. This also works after serialization.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The questions; null if the call isn't a question of an opencode agent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    public static IReadOnlyList<QuestionInfo>? GetQuestions(this FunctionCallContent call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return RequestContent.Questions(call);
    }

    /// <summary>Answers the questions of the agent, or dismisses them.</summary>
    /// <param name="call">The call with the questions.</param>
    /// <param name="decision">
    /// The answers to the questions: <see cref="QuestionDecision.Choose"/>, <see cref="QuestionDecision.ChooseMany"/>,
    /// <see cref="QuestionDecision.Tell"/>, or <see cref="QuestionDecision.Reject"/>.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="call"/> isn't a question, or <paramref name="decision"/> is <see cref="QuestionDecision.None"/>.
    /// </exception>
    public static FunctionResultContent CreateAnswer(this FunctionCallContent call, QuestionDecision decision)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (GetQuestions(call) is null)
        {
            throw new ArgumentException($"The call {call.CallId} of {call.Name} is not a question of an opencode agent. Pass a call for which GetQuestions returns questions.", nameof(call));
        }

        return decision.HasReply
            ? QuestionResult.Write(call.CallId, decision)
            : throw new ArgumentException("QuestionDecision.None does not answer the question. Use another member of QuestionDecision, for example Reject.", nameof(decision));
    }

    private static ToolApprovalResponseContent Create(ToolApprovalRequestContent request, bool approved, string word)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.CreateResponse(approved);
        response.AdditionalProperties = new() { [ReplyWords.Key] = word };
        return response;
    }
}
