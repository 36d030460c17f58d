using OpenCode.Testing;

namespace OpenCode.Aspire.Tests.Docs;

/// <summary>Runs the app hosts of the documentation. They write a manifest, which needs no orchestrator.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class AspireExampleTests
{
    [Test]
    public Task Page(CancellationToken cancellationToken) => PublishAsync(AspireExamples.RunPageAsync, "agent", cancellationToken);

    [Test]
    public Task Fleet(CancellationToken cancellationToken) => PublishAsync(AspireExamples.RunFleetAsync, "fleet", cancellationToken);

    [Test]
    public Task Readme(CancellationToken cancellationToken) => PublishAsync(AspireExamples.RunReadmeAsync, "agent", cancellationToken);

    private static async Task PublishAsync(Func<string[], Task> run, string reference, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-aspire-");
        try
        {
            var manifest = Path.Combine(folder.FullName, "manifest.json");
            await run(["--operation", "publish", "--publisher", "manifest", "--output-path", manifest]);
            Assert.That(await File.ReadAllTextAsync(manifest, cancellationToken), Does.Contain("\"reviewer\": {").And.Contain($"\"ConnectionStrings__{reference}\": \"{{{reference}.connectionString}}\""));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
