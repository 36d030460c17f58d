using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Server;

/// <summary>
/// The part of an opencode server that the benchmarks require. The first segment of the path names a world with its own state.
/// </summary>
internal static class LoopbackServer
{
    /// <summary>Prints the address, and runs until the standard input ends.</summary>
    public static async Task RunAsync()
    {
        var recording = Recording.Load();
        var worlds = new ConcurrentDictionary<string, World>(StringComparer.Ordinal);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(context => ServeAsync(context, worlds, recording));
        await application.StartAsync();
        Console.WriteLine(application.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task ServeAsync(HttpContext context, ConcurrentDictionary<string, World> worlds, Recording recording)
    {
        var path = context.Request.Path.Value!;
        var end = path.IndexOf('/', 1);
        var world = worlds.GetOrAdd(path[1..end], static (name, recording) => new World(WorldKind.Parse(name), recording), recording);
        try
        {
            await world.ServeAsync(context, path[end..]);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has read enough events.
        }
    }
}
