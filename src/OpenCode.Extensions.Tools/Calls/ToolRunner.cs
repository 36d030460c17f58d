using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using OpenCode.Calls;
using OpenCode.Diagnostics;
using OpenCode.Tools.Origins;

namespace OpenCode.Tools.Calls;

/// <summary>
/// Runs functions for the agent within limits, and converts all outcomes to results for the model. Thread-safe.
/// </summary>
internal sealed class ToolRunner(OpenCodeToolsOptions options, OriginFinder origins, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim? _slots = options.MaxConcurrentCalls is { } count ? new(count) : null;

    /// <param name="name">The name of the tool as the model sees it.</param>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments from the model.</param>
    /// <param name="progress">Sends progress to the server; null if the server didn't request it.</param>
    /// <param name="cancellationToken">Canceled when the agent aborts the call or the server disconnects.</param>
    /// <exception cref="OperationCanceledException">The result is no longer needed.</exception>
    public async Task<CallToolResult> RunAsync(
        string name, AIFunction function, IDictionary<string, JsonElement>? arguments, Func<ProgressNotificationValue, CancellationToken, Task>? progress, CancellationToken cancellationToken)
    {
        using var record = new CallRecord(name, timeProvider);
        var (json, bytes) = ToolArguments.Join(arguments);
        if (bytes > options.MaxArgumentBytes)
        {
            return Refuse(name, record, "arguments_too_large", FormattableString.Invariant($"The arguments have {bytes} bytes. At most {options.MaxArgumentBytes} are allowed."));
        }

        if (ToolArguments.FindMissing(function.JsonSchema, json) is { } missing)
        {
            return Refuse(name, record, "arguments_missing", missing);
        }

        using var timeout = timeProvider.CancelAfter(options.Timeout);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token, cancellationToken);
        var running = new RunningCall(name, json);
        origins.Begin(running);
        var sender = new ProgressSender(progress);
        using var ended = new CancellationTokenSource();
        var beating = sender.BeatAsync(options.HeartbeatInterval, timeProvider, ended.Token);
        try
        {
            var call = new ToolCallContext(name, json, sender, FindOriginAsync);
            var token = ending.Token;
            var value = await ApplicationCode.RunAsync(() => InvokeAsync(function, arguments, call, token), e => logger.ToolFailedLate(e, name), token).ConfigureAwait(false);
            var result = ToolResult.From(value, function.JsonSerializerOptions);
            if (ToolResult.SizeOf(result) is var size && size > options.MaxResultBytes)
            {
                return Refuse(name, record, "result_too_large", FormattableString.Invariant($"The result has {size} bytes. At most {options.MaxResultBytes} are allowed. Ask for less."));
            }

            logger.ToolReturned(name, record.Elapsed.TotalMilliseconds);
            return result;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return Refuse(name, record, "disposed", "The tool is not available anymore.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            record.Fail("canceled");
            logger.ToolCanceled(name, record.Elapsed.TotalMilliseconds);
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Refuse(name, record, "timeout", FormattableString.Invariant($"The tool did not finish within {options.Timeout.TotalSeconds} seconds."));
        }
        catch (Exception e)
        {
            return Fail(name, record, e, function.JsonSchema, json);
        }
        finally
        {
            await ended.StopAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
            await sender.DisposeAsync().ConfigureAwait(false);
            origins.End(running);
        }

        async Task<ToolCallOrigin?> FindOriginAsync(CancellationToken cancellation)
        {
            var origin = await origins.FindAsync(running, cancellation).ConfigureAwait(false);
            record.Find(origin);
            return origin;
        }
    }

    /// <summary>Cancels all running functions.</summary>
    public async ValueTask DisposeAsync() => await _closing.StopAsync().ConfigureAwait(false);

    private async Task<object?> InvokeAsync(AIFunction function, IDictionary<string, JsonElement>? arguments, ToolCallContext call, CancellationToken cancellationToken)
    {
        if (_slots is not null)
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var services = new ToolServices(options.Services, call);
            await using var scope = services.ConfigureAwait(false);
            var values = new AIFunctionArguments { Services = services, Context = new Dictionary<object, object?> { [typeof(ToolCallContext)] = call } };
            foreach (var (key, value) in arguments ?? new Dictionary<string, JsonElement>())
            {
                values[key] = value;
            }

            return await function.InvokeAsync(values, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots?.Release();
        }
    }

    private CallToolResult Refuse(string name, CallRecord record, string error, string reason)
    {
        record.Fail(error);
        logger.ToolRefused(name, record.Elapsed.TotalMilliseconds, reason);
        return ToolResult.Error(reason);
    }

    private CallToolResult Fail(string name, CallRecord record, Exception exception, JsonElement schema, JsonElement arguments)
    {
        if (exception is OpenCodeToolException && options.DescribeError is null)
        {
            return Refuse(name, record, exception.GetType().FullName!, exception.Message);
        }

        record.Fail(exception.GetType().FullName!);
        logger.ToolFailed(exception, name, record.Elapsed.TotalMilliseconds);
        return ToolResult.Error(Describe(name, exception, schema, arguments));
    }

    private string Describe(string name, Exception exception, JsonElement schema, JsonElement arguments)
    {
        try
        {
            if (options.DescribeError?.Invoke(exception) is { } words)
            {
                return words;
            }
        }
        catch (Exception e)
        {
            logger.ToolFailedLate(e, name);
        }

        return exception is OpenCodeToolException
            ? exception.Message
            : (exception is JsonException or ArgumentException or FormatException ? ToolArguments.FindWrong(schema, arguments) : null) ?? "The tool failed.";
    }
}
