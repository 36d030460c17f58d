using OpenCode.Testing;

namespace OpenCode.SpecTool.Tests;

/// <summary>The command people run, as they run it.</summary>
[NonParallelizable]
[Category("Slow")]
public sealed class RegenerateTests
{
    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task The_generated_code_is_current(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Pipeline.RunAsync(["-t:Verify"], cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("generated code is current"));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task Regenerating_elsewhere_gives_the_same_bytes(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("regenerated");
        try
        {
            var (exitCode, output) = await Pipeline.RunAsync(["-t:Regenerate", $"-p:OutputRoot={folder.FullName}"], cancellationToken);
            Assert.That(exitCode, Is.Zero, output);
            var again = Split.GeneratedFolder.Read(Path.Combine(folder.FullName, "src/OpenCode.Generated"));
            Assert.That(Split.GeneratedFolder.Compare(Split.GeneratedFolder.Read(Repository.File("src/OpenCode.Generated")), again), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_version_that_does_not_exist_gives_one_clear_line_and_changes_nothing(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("untouched");
        try
        {
            var (exitCode, output) = await Pipeline.RunAsync(["-t:Regenerate", "-p:ServerVersion=0.0.0-none", $"-p:OutputRoot={folder.FullName}"], cancellationToken);
            Assert.That(exitCode, Is.Not.Zero);
            Assert.That(output.Split('\n').Count(l => l.Contains("error", StringComparison.Ordinal)), Is.EqualTo(1), output);
            Assert.That(output, Does.Contain("npm could not install opencode-ai@0.0.0-none"));
            Assert.That(folder.EnumerateFileSystemInfos(), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
