using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenCode.AI.Prompts;
using OpenCode.AI.Tools;
using OpenCode.Models;

namespace OpenCode.AI.Responses;

/// <summary>Converts parts of the agent's messages to contents of a response.</summary>
internal static class ResponseContent
{
    /// <summary>The tool with which models return a requested object.</summary>
    private const string StructuredTool = "StructuredOutput";

    /// <summary>Returns whether a tool call contains the requested object.</summary>
    public static bool IsAnswer(ToolPart tool, ChatPlan plan) => plan.WantsJson && tool.Tool == StructuredTool;

    /// <summary>Converts the call of a tool. The server has already made the call, or is about to.</summary>
    public static FunctionCallContent Call(ToolPart tool, HostedNames names) => new(tool.CallId, names.Of(tool.Tool), Arguments(tool.State))
    {
        InformationalOnly = true,
        RawRepresentation = tool,
    };

    /// <summary>Converts the result of a tool call; returns null if there is no result yet.</summary>
    public static FunctionResultContent? Result(ToolPart tool) => tool.State switch
    {
        ToolStateCompleted { Attachments: { Count: > 0 } files } done => new(tool.CallId, Contents(done.Output, files)) { RawRepresentation = tool },
        ToolStateCompleted done => new(tool.CallId, done.Output) { RawRepresentation = tool },
        ToolStateError failed => new(tool.CallId, failed.Error) { Exception = new InvalidOperationException(failed.Error), RawRepresentation = tool },
        _ => null,
    };

    public static AIContent File(FilePart file)
    {
        if (file.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return new DataContent(file.Url, file.Mime) { Name = file.Filename, RawRepresentation = file };
        }

        return Uri.TryCreate(file.Url, UriKind.Absolute, out var uri)
            ? new UriContent(uri, file.Mime) { RawRepresentation = file }
            : new TextContent(file.Url) { RawRepresentation = file };
    }

    private static List<AIContent> Contents(string output, IEnumerable<FilePart> files) =>
        [.. output.Length > 0 ? [new TextContent(output)] : Array.Empty<AIContent>(), .. files.Select(File)];

    private static Dictionary<string, object?>? Arguments(ToolState state)
    {
        var input = state switch
        {
            ToolStateRunning running => running.Input,
            ToolStateCompleted done => done.Input,
            ToolStateError failed => failed.Input,
            ToolStatePending pending => pending.Input,
            _ => default,
        };
        return input.ValueKind == JsonValueKind.Object ? input.EnumerateObject().ToDictionary(p => p.Name, p => (object?)p.Value, StringComparer.Ordinal) : null;
    }
}
