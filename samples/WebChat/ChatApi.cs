using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>The API of the page: sessions, turns, and the replies to the agent.</summary>
public static class ChatApi
{
    /// <summary>Adds the services of the API.</summary>
    /// <param name="services">The services, which include an <see cref="OpenCodeClient"/>.</param>
    public static void AddChat(this IServiceCollection services)
    {
        // All pages share one event stream of the server.
        services.AddSingleton(provider => provider.GetRequiredService<OpenCodeClient>().CreateEventHub());
        services.AddSingleton<ChatStreams>();
        services.AddProblemDetails().AddExceptionHandler<ServerErrorHandler>();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ChatJson.Default));
    }

    /// <summary>Maps the API to <c>/api</c>.</summary>
    /// <param name="endpoints">The application.</param>
    public static void MapChat(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").AddEndpointFilter(RefuseOtherSitesAsync);
        api.MapGet("/changes", (ChatStreams streams, CancellationToken cancellationToken) => streams.Changes(cancellationToken));

        api.MapGet("/sessions", (OpenCodeClient client, CancellationToken cancellationToken) => client.Session.ListAsync(new() { Roots = true }, cancellationToken));
        api.MapPost("/sessions", (OpenCodeClient client, CancellationToken cancellationToken) => client.Session.CreateAsync(cancellationToken: cancellationToken));
        api.MapGet("/sessions/{id}", GetAsync);
        api.MapDelete("/sessions/{id}", (string id, OpenCodeClient client, CancellationToken cancellationToken) => client.Session.DeleteAsync(id, cancellationToken));

        api.MapPost("/sessions/{id}/turn", (string id, ChatPrompt prompt, ChatStreams streams, CancellationToken cancellationToken) => streams.Prompt(id, prompt.Text, cancellationToken));
        api.MapGet("/sessions/{id}/turn", (string id, ChatStreams streams, CancellationToken cancellationToken) => streams.Watch(id, cancellationToken));
        api.MapDelete("/sessions/{id}/turn", async (string id, OpenCodeClient client, CancellationToken cancellationToken) => await client.Session.StopAsync(id, cancellationToken: cancellationToken));

        api.MapPost("/permissions/{id}", (string id, PermissionReplyRequest reply, OpenCodeClient client, CancellationToken cancellationToken) => client.Permission.ReplyAsync(id, reply, cancellationToken));
        api.MapPost("/questions/{id}", (string id, QuestionReplyRequest reply, OpenCodeClient client, CancellationToken cancellationToken) => client.Question.ReplyAsync(id, reply, cancellationToken));
        api.MapDelete("/questions/{id}", (string id, OpenCodeClient client, CancellationToken cancellationToken) => client.Question.RejectAsync(id, cancellationToken));
    }

    /// <summary>Returns a session, its messages, and whether its agent is working.</summary>
    private static async Task<ChatSession> GetAsync(string id, OpenCodeClient client, CancellationToken cancellationToken)
    {
        // The status is read first: a turn that ends in the meantime is in the messages, and the page watches it to its end.
        var status = await client.Session.StatusAsync(cancellationToken);
        return new ChatSession(
            await client.Session.GetAsync(id, cancellationToken),
            await client.Session.MessagesAsync(id, cancellationToken: cancellationToken),
            IsRunning: status.ContainsKey(id));
    }

    /// <summary>Refuses requests of other sites. Without this check, any page in the browser could stop the agent or create sessions.</summary>
    private static async ValueTask<object?> RefuseOtherSitesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin"
            ? await next(context)
            : TypedResults.StatusCode(StatusCodes.Status403Forbidden);
}
