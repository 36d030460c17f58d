using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenCode.Benchmarks.Recorded;

namespace OpenCode.Benchmarks.Server;

/// <summary>As much of an opencode server as the benchmarks need. The first segment of the path names a world with a state of its own.</summary>
internal static class LoopbackServer
{
    /// <summary>Serves until the standard input ends, and prints the address before.</summary>
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
            // The client has read enough.
        }
    }
}
