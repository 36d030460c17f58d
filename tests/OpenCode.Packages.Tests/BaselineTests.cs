using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>Packages are held to the last release, so that generated code cannot lose a member unnoticed.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class BaselineTests
{
    [Test]
    public async Task A_package_that_lost_nothing_is_packed(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await PackAgainstAsync(Feed.Packages, cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
    }

    [Test]
    public async Task A_package_that_lost_a_member_is_refused_with_its_name(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Feed.Folder, "earlier");
        var (built, text) = await Command.RunAsync(App.Copy("Baseline").Dotnet("pack", "--output", folder), cancellationToken);
        Assert.That(built, Is.Zero, text);

        var (exitCode, output) = await PackAgainstAsync(folder, cancellationToken);
        Assert.That(exitCode, Is.Not.Zero, output);
        Assert.That(output, Does.Contain("error CP0002").And.Contains("OpenCode.Models.Session.Color.get"));
    }

    [Test]
    public async Task A_release_that_is_not_in_the_folder_is_an_error(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await PackAgainstAsync(Path.Combine(Feed.Folder, "empty"), cancellationToken);
        Assert.That(exitCode, Is.Not.Zero, output);
        Assert.That(output, Does.Contain($"{Feed.IdPrefix}Generated.{Feed.Version}.nupkg"));
    }

    private static Task<(int ExitCode, string Output)> PackAgainstAsync(string folder, CancellationToken cancellationToken) =>
        Command.RunAsync(Feed.Pack("src/OpenCode.Generated", Path.Combine(Feed.Folder, "next"), $"-p:LastReleasedVersion={Feed.Version}", $"-p:BaselineFolder={folder}"), cancellationToken);
}
