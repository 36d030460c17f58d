using OpenCode.Testing;

namespace OpenCode.Aspire.Tests.Docs;

/// <summary>Runs the app hosts of the documentation. They write a manifest, which needs no orchestrator.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class AspireExampleTests
{
    [Test]
    public Task Page(CancellationToken cancellationToken) => PublishAsync(AspireExamples.RunPageAsync, cancellationToken);

    [Test]
    public Task Readme(CancellationToken cancellationToken) => PublishAsync(AspireExamples.RunReadmeAsync, cancellationToken);

    private static async Task PublishAsync(Func<string[], Task> run, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-aspire-");
        try
        {
            var manifest = Path.Combine(folder.FullName, "manifest.json");
            await run(["--operation", "publish", "--publisher", "manifest", "--output-path", manifest]);
            Assert.That(await File.ReadAllTextAsync(manifest, cancellationToken), Does.Contain("\"reviewer\": {").And.Contain("\"ConnectionStrings__agent\": \"{agent.connectionString}\""));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
