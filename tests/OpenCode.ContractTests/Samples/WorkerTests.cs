using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>The sample that runs as a service.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class WorkerTests
{
    [Test]
    public async Task Tasks_get_results_until_the_host_stops(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(DemoTasks.Prompt, request => DemoTasks.Answer(request).ToAsyncEnumerable());
        LiveServer.Scripts.Answer("this task is impossible", new DemoFailure(400, "The model is confused."));
        var folder = new TaskFolder(DemoTasks.CreateFolder(Path.Combine(LiveServer.Folder, "tasks")));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "broken.task"), "this task is impossible", cancellationToken);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(LiveServer.Client).AddSingleton(folder).AddHostedService<TaskWorker>();
        using (var host = builder.Build())
        {
            await host.StartAsync(cancellationToken);
            await Poll.UntilAsync(() => !folder.Pending().Any(), cancellationToken);
            await host.StopAsync(cancellationToken);
        }

        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder.Path, "weekly.result"), cancellationToken), Is.EqualTo("There were no changes."));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder.Path, "broken.result"), cancellationToken), Does.StartWith("Failed: ").And.Contains("The model is confused."));
    }
}
