using System.Collections.Concurrent;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>The sample that runs many prompts.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class BatchTests
{
    private const string Prompt = "what does this batch want";

    [Test]
    public async Task The_demo_counts_lines(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer(DemoBatch.Prompt, request => DemoBatch.Answer(request).ToAsyncEnumerable());
        var root = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "demo-batch")).FullName;
        var directories = DemoBatch.CreateDirectories(root, count: 3);
        var report = BatchReport.Open(Path.Combine(root, "report.jsonl"));
        await BatchRunner.RunAsync(LiveServer.Client, directories, DemoBatch.Prompt, parallelism: 4, report, progress: null, cancellationToken);
        var texts = report.Results.ToDictionary(result => result.Directory, result => result.Text);
        Assert.That(directories.Select(directory => texts[directory]), Is.EqualTo(Enumerable.Range(1, directories.Count).Select(lines => $"The readme has {lines} lines.")));
    }

    [Test]
    public async Task A_batch_continues_where_it_stopped_and_repeats_what_failed(CancellationToken cancellationToken)
    {
        var root = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "batch")).FullName;
        var directories = Enumerable.Range(0, 6).Select(i => Directory.CreateDirectory(Path.Combine(root, $"project-{i}")).FullName).ToList();
        var path = Path.Combine(root, "report.jsonl");
        var requests = new ConcurrentQueue<string>();
        LiveServer.Scripts.Answer(Prompt, request =>
        {
            var directory = directories.Single(request.Body.GetRawText().Contains);
            requests.Enqueue(directory);
            var isFailing = directory == directories[4] || (directory == directories[5] && requests.Count(r => r == directory) == 1);
            return new DemoChunk[] { isFailing ? new DemoFailure(400, "The model is confused.") : new DemoText("Nothing.") }.ToAsyncEnumerable();
        });

        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var first = BatchReport.Open(path);
            await Failure.OfAsync<OperationCanceledException>(() => BatchRunner.RunAsync(
                LiveServer.Client,
                directories,
                Prompt,
                parallelism: 1,
                first,
                _ =>
                {
                    if (first.Results.Count == 2)
                    {
                        stop.Cancel();
                    }
                },
                stop.Token));
            Assert.That(first.Results, Has.Count.EqualTo(2).And.All.Property(nameof(BatchResult.IsCompleted)).True);
        }

        await File.AppendAllTextAsync(path, "{\"directory\":\"a line that was cut", cancellationToken);
        var second = BatchReport.Open(path);
        var reported = new ConcurrentQueue<BatchResult>();
        await BatchRunner.RunAsync(LiveServer.Client, directories, Prompt, parallelism: 3, second, reported.Enqueue, cancellationToken);
        Assert.That(reported.Select(result => result.Directory), Is.EquivalentTo(directories[2..]));
        var results = BatchReport.Open(path).Results.ToDictionary(result => result.Directory);
        Assert.That(directories.Select(directory => results[directory].IsCompleted), Is.EqualTo([true, true, true, true, false, true]));
        Assert.That(directories.Select(directory => results[directory].Attempts), Is.EqualTo([1, 1, 1, 1, 3, 2]));
        Assert.That(results[directories[4]].Text, Does.Contain("The model is confused."));
        Assert.That(results[directories[0]].Text, Is.EqualTo("Nothing."));
    }
}
