using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>Applications on the first release of their line need not update anything.</summary>
public sealed class LowestVersionTests
{
    [TestCase("net8.0", "8.0.0")]
    [TestCase("net10.0", "10.0.0")]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task An_application_on_the_first_release_builds_without_warnings(string framework, string version, CancellationToken cancellationToken)
    {
        var build = App.Copy("Apps/Lowest").Dotnet("build", $"-p:AppFramework={framework}", $"-p:ExtensionsVersion={version}");
        var (exitCode, output) = await Command.RunAsync(build, cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("0 Warning(s)"));
    }
}
