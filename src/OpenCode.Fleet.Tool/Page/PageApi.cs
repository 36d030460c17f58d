using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenCode.Fleet.Tool.Cluster;

namespace OpenCode.Fleet.Tool.Page;

/// <summary>The calls of the page. Their JSON is that of the fleet.</summary>
internal static class PageApi
{
    private const int JobsPerPage = 100;

    public static void MapPage(this IEndpointRouteBuilder endpoints, PageFeatures features)
    {
        var api = endpoints.MapGroup(PageGuard.Api).AddEndpointFilter(ReportAsync);
        api.MapGet("/features", () => Json(features));
        api.MapGet("/overview", static (PageStreams streams, CancellationToken cancellationToken) => streams.Overview(cancellationToken));
        api.MapGet("/batches/{batch}/jobs", GetJobsAsync);
        api.MapPost("/batches/{batch}/cancel", static async (string batch, FleetClient fleet, CancellationToken cancellationToken) =>
            Json(new PageChange(await fleet.CancelBatchAsync(batch, cancellationToken).ConfigureAwait(false))));

        var job = api.MapGroup("/batches/{batch}/jobs/{index:int}");
        job.MapGet("", static async (string batch, int index, FleetClient fleet, CancellationToken cancellationToken) =>
            Json(await fleet.GetJobAsync(new(batch, index), cancellationToken).ConfigureAwait(false)));
        job.MapGet("/updates", WatchJobAsync);
        job.MapPost("/cancel", static async (string batch, int index, FleetClient fleet, CancellationToken cancellationToken) =>
            Json(new PageChange(await fleet.CancelJobAsync(new(batch, index), cancellationToken).ConfigureAwait(false))));
        job.MapPost("/asks/{ask}", ReplyAsync);
    }

    private static async Task<IResult> GetJobsAsync(string batch, int? first, FleetClient fleet, CancellationToken cancellationToken)
    {
        var start = first ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(start, nameof(first));
        var status = await fleet.GetBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        var jobs = await fleet.GetJobsAsync(batch, start, JobsPerPage, cancellationToken).Select(PageJob.Of).ToArrayAsync(cancellationToken).ConfigureAwait(false);
        return Json(new PageJobs(status, start, jobs));
    }

    private static async Task<IResult> WatchJobAsync(string batch, int index, FleetClient fleet, PageStreams streams, CancellationToken cancellationToken)
    {
        // A stream can't report that the job doesn't exist, because its status is sent first.
        var job = await fleet.GetJobAsync(new(batch, index), cancellationToken).ConfigureAwait(false);
        return streams.Job(job.Id, cancellationToken);
    }

    private static async Task<IResult> ReplyAsync(string batch, int index, string ask, HttpRequest request, FleetClient fleet, CancellationToken cancellationToken)
    {
        var reply = await JsonSerializer.DeserializeAsync<FleetReply>(request.Body, FleetJson.Options, cancellationToken).ConfigureAwait(false);
        var job = await fleet.GetJobAsync(new(batch, index), cancellationToken).ConfigureAwait(false);
        return reply is not null
            && job.Asks.FirstOrDefault(a => a.Id == ask) is { } open
            && await fleet.ReplyAsync(open, reply, cancellationToken).ConfigureAwait(false)
                ? Json(new PageChange(true))
                : Problem(StatusCodes.Status409Conflict, "The request doesn't wait for a reply anymore.");
    }

    /// <summary>Responds with the reason if the fleet refuses a call.</summary>
    private static async ValueTask<object?> ReportAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (KeyNotFoundException e)
        {
            return Problem(StatusCodes.Status404NotFound, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or BadHttpRequestException)
        {
            return Problem(StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static JsonHttpResult<T> Json<T>(T value) => TypedResults.Json(value, FleetJson.Options);

    private static JsonHttpResult<PageProblem> Problem(int status, string detail) => TypedResults.Json(new PageProblem(detail), FleetJson.Options, statusCode: status);
}
