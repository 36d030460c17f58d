using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenCode.Models;
using OpenCode.Turns;

namespace OpenCode.Fleet;

/// <summary>Runs the turn of a job on a server: starts it, watches it again, or continues it.</summary>
internal sealed class JobTurn(IJobContext context, OpenCodeClient client, string directory, string machine, TimeProvider time, ILogger logger)
{
    private const string ContinuePrompt = "The previous turn was interrupted, because the machine restarted. Continue where you stopped. Check what is already done, and don't repeat it.";

    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(10);

    /// <summary>What the earlier turns of the session used. The limits apply to all turns together.</summary>
    private FleetUsage _used = new();

    private FleetJob Job => context.Job;

    /// <summary>Creates the session, and sends the prompt.</summary>
    public async Task<FleetJobResult> StartAsync(CancellationToken cancellationToken)
    {
        var session = await client.Session.CreateAsync(new() { Title = Job.Title ?? $"Job {context.Id}" }, cancellationToken).ConfigureAwait(false);
        await context.PromptingAsync(
            new FleetJobSession
            {
                Machine = machine,
                Directory = directory,
                SessionId = session.Id,
                MessageId = IdSequence.After(null, session.Time.Created).Next(),
            }).ConfigureAwait(false);
        return await FollowAsync(Send(context.Session!), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the result of the turn that an earlier process started, and sends the prompt only if the server does not have it.
    /// </summary>
    /// <returns>The result; null if the turn was interrupted and can be continued.</returns>
    public async Task<FleetJobResult?> WatchAsync(CancellationToken cancellationToken)
    {
        var session = context.Session!;
        if (await FindAsync(() => client.Session.GetAsync(session.SessionId, cancellationToken)).ConfigureAwait(false) is null)
        {
            return new FleetJobResult
            {
                Outcome = FleetOutcome.Interrupted,
                Reason = $"The server of the machine '{machine}' no longer has the session {session.SessionId}.",
                Session = session,
                EndedAt = time.GetUtcNow(),
            };
        }

        var message = await FindAsync(() => client.Session.MessageAsync(session.SessionId, session.MessageId, cancellationToken)).ConfigureAwait(false);
        if (session.Resumes > 0)
        {
            _used = (await SessionUsage.ReadAsync(client, session.SessionId, message?.Info.CreatedAt, cancellationToken).ConfigureAwait(false)).Total;
        }

        if (message is null)
        {
            return await FollowAsync(session.Resumes == 0 ? Send(session) : SendContinue(session), cancellationToken).ConfigureAwait(false);
        }

        var handle = new TurnHandle { Server = client.BaseUrl, SessionId = session.SessionId, MessageId = session.MessageId, Directory = directory };
        var end = await LastAsync(client.Session.WatchTurnAsync(handle, Options() with { AbortWhenCancelled = true }, cancellationToken), cancellationToken).ConfigureAwait(false);
        return end is PromptAborted or PromptFailed { Error: null } ? null : ToResult(end);
    }

    /// <summary>Asks the agent to continue in its session.</summary>
    public async Task<FleetJobResult> ContinueAsync(CancellationToken cancellationToken)
    {
        var session = context.Session!;
        var usage = await SessionUsage.ReadAsync(client, session.SessionId, before: null, cancellationToken).ConfigureAwait(false);
        _used = usage.Total;
        if (JobTurnOptions.Exceeded(Job.Limits, _used) is { } limit)
        {
            return new FleetJobResult { Outcome = FleetOutcome.LimitReached, Reason = limit, Session = session, Usage = _used, EndedAt = time.GetUtcNow() };
        }

        await context.PromptingAsync(
            session with
            {
                MessageId = IdSequence.After(usage.Last?.Id, usage.Last?.CreatedAt ?? time.GetUtcNow()).Next(),
                Resumes = session.Resumes + 1,
            }).ConfigureAwait(false);
        return await FollowAsync(SendContinue(context.Session!), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops the agent of a turn that can't be followed, and reports what the session has used.</summary>
    /// <param name="isStopped">Whether the agent is stopped already.</param>
    public async Task AbandonAsync(bool isStopped)
    {
        if (!isStopped)
        {
            await StopAsync().ConfigureAwait(false);
        }

        if (await ReadUsageAsync().ConfigureAwait(false) is { } usage)
        {
            context.Spend(usage);
        }
    }

    /// <summary>Reads what the session has used; null if the server doesn't respond in time.</summary>
    public async Task<SessionUsage?> ReadUsageAsync()
    {
        using var timeout = new CancellationTokenSource(s_stopTime, time);
        try
        {
            return await SessionUsage.ReadAsync(client, context.Session!.SessionId, before: null, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            logger.UsageNotRead(context.Id, e);
            return null;
        }
    }

    /// <summary>Whether a failure is one of the server. The pool disposes the client of a server that ended.</summary>
    private static bool IsLost(Exception e) => e is TimeoutException or OpenCodeException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Returns what the server has; null if it does not have it.</summary>
    private static async Task<T?> FindAsync<T>(Func<Task<T>> get)
        where T : class
    {
        try
        {
            return await get().ConfigureAwait(false);
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private Func<CancellationToken, IAsyncEnumerable<PromptUpdate>> Send(FleetJobSession session) => Job.Command is { } command
        ? token => client.Session.CommandStreamingAsync(
            session.SessionId,
            new SessionCommandRequest { Command = command, Arguments = Job.Prompt, MessageId = session.MessageId, Model = Job.Model, Agent = Job.Agent },
            Options(),
            token)
        : token => client.Session.PromptStreamingAsync(session.SessionId, Prompt(Job.Prompt, session), Options(), token);

    private Func<CancellationToken, IAsyncEnumerable<PromptUpdate>> SendContinue(FleetJobSession session) =>
        token => client.Session.PromptStreamingAsync(session.SessionId, Prompt(ContinuePrompt, session), Options(), token);

    private SessionPromptRequest Prompt(string text, FleetJobSession session) => new()
    {
        MessageId = session.MessageId,
        Model = Job.Model is { } model ? PromptModel.Parse(model) : null,
        Agent = Job.Agent,
        Format = Job.ResultSchema is { } schema ? new OutputFormatJsonSchema { Schema = JsonElement.Parse(schema) } : null,
        Parts = [new TextPartInput { Text = text }],
    };

    private TurnOptions Options() => JobTurnOptions.Of(Job, context, _used, time);

    private async Task<FleetJobResult> FollowAsync(Func<CancellationToken, IAsyncEnumerable<PromptUpdate>> send, CancellationToken cancellationToken) =>
        ToResult(await LastAsync(send(cancellationToken), cancellationToken).ConfigureAwait(false));

    private FleetJobResult ToResult(PromptEnd end)
    {
        var result = JobOutcomes.ToResult(end, Job, context.Session!, time.GetUtcNow());
        return result with { Usage = result.Usage + _used };
    }

    private async Task StopAsync()
    {
        try
        {
            await client.With(new() { Timeout = s_stopTime }).Session.StopAsync(context.Session!.SessionId).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLost(e))
        {
            logger.AgentNotStopped(context.Id, e);
        }
    }

    private async Task<PromptEnd> LastAsync(IAsyncEnumerable<PromptUpdate> updates, CancellationToken cancellationToken)
    {
        await foreach (var update in updates.ConfigureAwait(false))
        {
            switch (update)
            {
                case PromptEnd end:
                    return end;
                case PromptTextDelta delta:
                    context.Report(new() { Kind = FleetJobUpdateKind.Text, Text = delta.Text });
                    break;
                case PromptToolChanged tool:
                    context.Report(new() { Kind = FleetJobUpdateKind.Tool, Text = $"{tool.Part.Tool}: {tool.Part.State.Status}" });
                    break;
                case PromptRetrying retrying:
                    context.Report(new() { Kind = FleetJobUpdateKind.Retrying, Text = retrying.Message });
                    await ThrottleAsync(retrying, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException("The turn ended without a last update.");
    }

    private async Task ThrottleAsync(PromptRetrying retrying, CancellationToken cancellationToken)
    {
        if (Job.Model is { } model)
        {
            var delay = retrying.NextAt - time.GetUtcNow();
            await context.ThrottledAsync(PromptModel.Parse(model).ProviderId, delay > TimeSpan.Zero ? delay : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
    }
}
