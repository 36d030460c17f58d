using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenCode.Diagnostics;

namespace OpenCode.Tools.Hooks;

/// <summary>Responds to the plugin with the decisions of the handlers. Thread-safe.</summary>
internal sealed class HookEndpoint(OpenCodeHooksOptions options, LoadedDirectories loaded, HookRunner runner, ILogger logger)
{
    /// <summary>The maximum depth of JSON. The server doesn't limit the depth of what the model writes.</summary>
    private const int MaxDepth = 1_000;

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = MaxDepth };
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    public async Task RespondAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        try
        {
            using var call = await JsonDocument.ParseAsync(context.Request.Body, s_reading, cancellationToken).ConfigureAwait(false);
            var reply = await DecideAsync(call.RootElement, cancellationToken).ConfigureAwait(false);
            if (reply is null)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            context.Response.ContentType = "application/json";
            var writer = new Utf8JsonWriter(context.Response.BodyWriter, s_writing);
            await using var _ = writer.ConfigureAwait(false);
            reply(writer);
        }
        catch (OperationCanceledException)
        {
            // The plugin no longer waits for the response, or the hooks are being disposed.
            context.Abort();
        }
        catch (BadHttpRequestException e)
        {
            logger.HookUnreadable(e.Message);
            context.Response.StatusCode = e.StatusCode;
        }
        catch (JsonException e)
        {
            logger.HookUnreadable(e.Message);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    /// <returns>A callback that writes the decision; null if the hook has failed.</returns>
    private Task<Action<Utf8JsonWriter>?> DecideAsync(JsonElement call, CancellationToken cancellationToken) => HookCalls.Text(call, "hook") switch
    {
        HookSettings.Before when options.BeforeTool is { } handler =>
            RunAsync(nameof(options.BeforeTool), options.BeforeToolPolicy, HookCalls.ReadBefore(call), handler, HookReplies.Write, cancellationToken),
        HookSettings.After when options.AfterTool is { } handler =>
            RunAsync(nameof(options.AfterTool), options.AfterToolPolicy, HookCalls.ReadAfter(call), handler, HookReplies.Write, cancellationToken),
        HookSettings.Prompt when options.Prompt is { } handler =>
            RunAsync(nameof(options.Prompt), options.PromptPolicy, HookCalls.ReadPrompt(call), handler, HookReplies.Write, cancellationToken),
        HookSettings.Permission when options.Permission is { } handler =>
            RunAsync(nameof(options.Permission), options.PermissionPolicy, HookCalls.ReadPermission(call), handler, HookReplies.Write, cancellationToken),
        HookSettings.Event when options.Event is { } handler => PassEventsAsync(call, handler, cancellationToken),
        "loaded" => Task.FromResult<Action<Utf8JsonWriter>?>(NoteLoaded(call)),
        var hook => throw new JsonException($"The hook '{DisplayText.Of(hook)}' does not exist or has no handler."),
    };

    private async Task<Action<Utf8JsonWriter>?> RunAsync<TContext, TDecision>(
        string hook, HookPolicy policy, TContext context, Func<TContext, CancellationToken, Task<TDecision>> handler, Action<Utf8JsonWriter, TDecision> write, CancellationToken cancellationToken) =>
        await runner.RunAsync(hook, policy.Timeout, cancellation => handler(context, cancellation), cancellationToken).ConfigureAwait(false) is { } result
            ? writer => write(writer, result.Value)
            : null;

    /// <summary>Passes events to the handler. The plugin sends the next events after these have been handled.</summary>
    private async Task<Action<Utf8JsonWriter>?> PassEventsAsync(JsonElement call, Func<EventHookContext, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        if (HookCalls.Member(call, "dropped").GetInt64() is > 0 and var dropped)
        {
            logger.HookEventsDropped(dropped);
        }

        foreach (var item in HookCalls.Member(call, "events").EnumerateArray())
        {
            var context = HookCalls.ReadEvent(item);
            await runner.RunAsync(
                nameof(options.Event),
                options.EventTimeout,
                async cancellation =>
                {
                    await handler(context, cancellation).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return WriteNothing;
    }

    private Action<Utf8JsonWriter> NoteLoaded(JsonElement call)
    {
        var directory = HookCalls.Directory(call);
        logger.HooksLoaded(directory);
        loaded.Add(directory);
        return WriteNothing;
    }

    private static void WriteNothing(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    }
}
