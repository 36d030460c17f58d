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
            },
            cancellationToken).ConfigureAwait(false);
        return await FollowAsync(Send(context.Session!), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns the result of the turn that an earlier process started, and sends the prompt only if the server does not have it.
    /// </summary>
    /// <returns>The result; null if the turn was interrupted and can be continued.</returns>
    public async Task<FleetJobResult?> WatchAsync(CancellationToken cancellationToken)
    {
        var session = context.Session!;
        if (!await HasAsync(() => client.Session.GetAsync(session.SessionId, cancellationToken)).ConfigureAwait(false))
        {
            return new FleetJobResult
            {
                Outcome = FleetOutcome.Interrupted,
                Reason = $"The server of the machine '{machine}' no longer has the session {session.SessionId}.",
                Session = session,
                EndedAt = time.GetUtcNow(),
            };
        }

        if (session.Resumes > 0)
        {
            _used = (await SessionUsage.ReadAsync(client, session.SessionId, session.MessageId, cancellationToken).ConfigureAwait(false)).Total;
        }

        if (!await HasAsync(() => client.Session.MessageAsync(session.SessionId, session.MessageId, cancellationToken)).ConfigureAwait(false))
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
        var messages = await client.Session.MessagesAsync(session.SessionId, cancellationToken: cancellationToken).ConfigureAwait(false);
        var last = messages.Count > 0 ? messages[^1] : null;
        _used = (await SessionUsage.ReadAsync(client, session.SessionId, before: null, cancellationToken).ConfigureAwait(false)).Total;
        if (JobTurnOptions.Exceeded(Job.Limits, _used) is { } limit)
        {
            return new FleetJobResult { Outcome = FleetOutcome.LimitReached, Reason = limit, Session = session, Usage = _used, EndedAt = time.GetUtcNow() };
        }

        await context.PromptingAsync(
            session with
            {
                MessageId = IdSequence.After(last?.Info.Id, last?.Info.CreatedAt ?? time.GetUtcNow()).Next(),
                Resumes = session.Resumes + 1,
            },
            cancellationToken).ConfigureAwait(false);
        return await FollowAsync(SendContinue(context.Session!), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports what the session has used, because its turn has no result. A server that doesn't respond is no failure.</summary>
    public async Task SpendAsync()
    {
        try
        {
            context.Spend(await SessionUsage.ReadAsync(client.With(new() { Timeout = s_stopTime }), context.Session!.SessionId, before: null, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception e) when (e is TimeoutException or OpenCodeException)
        {
            logger.UsageNotRead(context.Id, e);
        }
    }

    private static async Task<bool> HasAsync(Func<Task> get)
    {
        try
        {
            await get().ConfigureAwait(false);
            return true;
        }
        catch (OpenCodeApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
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

    private async Task<FleetJobResult> FollowAsync(Func<CancellationToken, IAsyncEnumerable<PromptUpdate>> send, CancellationToken cancellationToken)
    {
        try
        {
            return ToResult(await LastAsync(send(cancellationToken), cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is TimeoutException or OpenCodeApiException or OpenCodeProtocolException)
        {
            // The turn can't be followed, but the agent might still work.
            await StopAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private FleetJobResult ToResult(PromptEnd end)
    {
        var result = JobOutcomes.ToResult(end, Job, context.Session!, time.GetUtcNow());
        return result with { Usage = result.Usage + _used };
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.With(new() { Timeout = s_stopTime }).Session.StopAsync(context.Session!.SessionId, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OpenCodeException)
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
                    await ThrottleAsync(retrying).ConfigureAwait(false);
                    break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException("The turn ended without a last update.");
    }

    private async Task ThrottleAsync(PromptRetrying retrying)
    {
        if (Job.Model is { } model)
        {
            var delay = retrying.NextAt - time.GetUtcNow();
            await context.ThrottledAsync(PromptModel.Parse(model).ProviderId, delay > TimeSpan.Zero ? delay : TimeSpan.Zero).ConfigureAwait(false);
        }
    }
}
