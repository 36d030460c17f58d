using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.AI.Responses;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.Agents.Requests;

/// <summary>
/// Converts requests of the agent to contents. A permission becomes an approval request of the framework. A question becomes a
/// call of a caller's function, because user interfaces, protocols, and workflows of the framework transport and serialize such
/// calls and their results.
/// </summary>
internal static class RequestContent
{
    private const string RequestKey = "opencode.request";
    private const string QuestionTool = "question";
    private const string QuestionsArgument = "questions";

    /// <param name="request">The permission request.</param>
    /// <param name="tool">The tool call that needs the permission; null if a sub-agent makes the call.</param>
    /// <param name="names">The names of the caller's functions.</param>
    public static ToolApprovalRequestContent Of(PermissionRequest request, ToolPart? tool, HostedNames names)
    {
        var call = tool is null
            ? new FunctionCallContent(request.Tool?.CallId ?? request.Id, names.Of(request.Permission), Arguments(request))
            : ResponseContent.Call(tool, names);
        call.InformationalOnly = false;
        return new(request.Id, call)
        {
            AdditionalProperties = new() { [RequestKey] = Json(request) },
            RawRepresentation = request,
        };
    }

    public static FunctionCallContent Of(QuestionRequest request)
    {
        return new(request.Id, QuestionTool, new Dictionary<string, object?> { [QuestionsArgument] = Json(request).GetProperty(QuestionsArgument) })
        {
            AdditionalProperties = new() { [RequestKey] = Json(request) },
            RawRepresentation = request,
        };
    }

    public static PermissionRequest? Permission(ToolApprovalRequestContent content) => content switch
    {
        { RawRepresentation: PermissionRequest request } => request,
        { AdditionalProperties: { } properties } when properties.TryGetValue(RequestKey, out var value) && value is JsonElement json =>
            json.Deserialize(OpenCodeJson.Options.GetTypeInfo(typeof(PermissionRequest))) as PermissionRequest,
        _ => null,
    };

    public static IReadOnlyList<QuestionInfo>? Questions(FunctionCallContent content) => content switch
    {
        { RawRepresentation: QuestionRequest request } => request.Questions,
        { AdditionalProperties: { } properties } when properties.TryGetValue(RequestKey, out var value) && value is JsonElement json =>
            (json.Deserialize(OpenCodeJson.Options.GetTypeInfo(typeof(QuestionRequest))) as QuestionRequest)?.Questions,
        _ => null,
    };

    /// <summary>
    /// Returns the arguments of a sub-agent's call. Its input isn't available, so they contain the patterns and the metadata of
    /// the permission request.
    /// </summary>
    private static Dictionary<string, object?> Arguments(PermissionRequest request)
    {
        var arguments = new Dictionary<string, object?> { ["patterns"] = Json(request).GetProperty("patterns") };
        if (request.Metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in request.Metadata.EnumerateObject())
            {
                arguments[member.Name] = member.Value;
            }
        }

        return arguments;
    }

    private static JsonElement Json<T>(T model)
        where T : notnull => JsonSerializer.SerializeToElement(model, OpenCodeJson.Options.GetTypeInfo(typeof(T)));
}
