using OpenCode.Testing;

namespace OpenCode.Fleet.Tests.Workspaces;

/// <summary>A job gets the directory that it asks for, however often it is prepared.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WorkspaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opencode-workspaces-");

    private static FleetJobId Id { get; } = new("b", 3);

    private string Repository => Path.Combine(_folder.FullName, "repository");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public async Task A_clone_has_the_reference_and_is_made_again([Values] bool isTag, CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(cancellationToken);
        var workspace = FleetWorkspace.ForClone(Repository, isTag ? "v1" : null);
        var directory = await Provider("m").PrepareAsync(Id, workspace, cancellationToken);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(directory, "file"), cancellationToken), Is.EqualTo(isTag ? "one" : "two"));
        await File.WriteAllTextAsync(Path.Combine(directory, "half"), "", cancellationToken);
        Assert.That(await Provider("m").PrepareAsync(Id, workspace, cancellationToken), Is.EqualTo(directory));
        Assert.That(Path.Combine(directory, "half"), Does.Not.Exist);
    }

    [Test]
    public async Task A_worktree_has_a_branch_even_after_another_machine_was_lost(CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(cancellationToken);
        var workspace = FleetWorkspace.ForWorktree(Repository, "v1");
        var directories = new List<string>();
        foreach (var machine in new[] { "m", "m", "n" })
        {
            directories.Add(await Provider(machine).PrepareAsync(Id, workspace, cancellationToken));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(directories[^1], "file"), cancellationToken), Is.EqualTo("one"));
            Assert.That(await GitAsync(directories[^1], cancellationToken, "branch", "--show-current"), Is.EqualTo("opencode/b/3"));
        }

        Assert.That(directories.Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Many_worktrees_of_one_repository_are_made_at_once(CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(cancellationToken);
        var provider = Provider("m");
        var directories = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => provider.PrepareAsync(new("b", i), FleetWorkspace.ForWorktree(Repository), cancellationToken)));
        Assert.That(directories.Select(d => File.ReadAllText(Path.Combine(d, "file"))), Is.All.EqualTo("two"));
    }

    [Test]
    public async Task What_remains_is_what_the_job_asks_for(
        [Values(FleetWorkspaceKind.Clone, FleetWorkspaceKind.Worktree)] FleetWorkspaceKind kind,
        [Values] FleetWorkspaceRetention retention,
        [Values(FleetOutcome.Completed, FleetOutcome.Failed, FleetOutcome.Canceled, null)] FleetOutcome? outcome,
        CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(cancellationToken);
        var workspace = new FleetWorkspace { Kind = kind, Location = Repository, Retention = retention };
        var directory = await Provider("m").PrepareAsync(Id, workspace, cancellationToken);
        await Provider("m").EndAsync(Id, workspace, outcome, cancellationToken);
        var isKept = outcome is not null && (retention == FleetWorkspaceRetention.Always || (retention == FleetWorkspaceRetention.UnlessCompleted && outcome != FleetOutcome.Completed));
        Assert.That(Directory.Exists(directory), Is.EqualTo(isKept));
        Assert.That((await GitAsync(Repository, cancellationToken, "branch", "--list", "opencode/*")).Length > 0, Is.EqualTo(isKept && kind == FleetWorkspaceKind.Worktree));
    }

    [Test]
    public async Task What_cannot_be_checked_out_is_reported(CancellationToken cancellationToken)
    {
        await CreateRepositoryAsync(cancellationToken);
        var missing = await Failure.OfAsync<GitException>(() => Provider("m").PrepareAsync(Id, FleetWorkspace.ForClone(Path.Combine(_folder.FullName, "missing")), cancellationToken));
        Assert.That(missing.Message, Does.Contain("git clone failed").And.Contains("missing"));
        var reference = await Failure.OfAsync<GitException>(() => Provider("m").PrepareAsync(Id, FleetWorkspace.ForClone(Repository, "v9"), cancellationToken));
        Assert.That(reference.Message, Does.Contain("v9"));
        var directory = await Failure.OfAsync<DirectoryNotFoundException>(() => Provider("m").PrepareAsync(Id, FleetWorkspace.ForDirectory(Path.Combine(_folder.FullName, "missing")), cancellationToken));
        Assert.That(directory.Message, Does.Contain("missing"));
    }

    private static Task<string> GitAsync(string directory, CancellationToken cancellationToken, params string[] arguments) => RunAsync(directory, arguments, cancellationToken);

    private static async Task<string> RunAsync(string directory, string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Command.RunAsync(new("git", ["-C", directory, "-c", "user.name=Test", "-c", "user.email=test@example.com", .. arguments]), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        return output.Trim();
    }

    private WorkspaceProvider Provider(string machine) => new(new FleetMachineOptions { WorkDirectory = Path.Combine(_folder.FullName, machine) });

    /// <summary>Creates a repository with two commits, the first of which has the tag v1.</summary>
    private async Task CreateRepositoryAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Repository);
        await GitAsync(Repository, cancellationToken, "init", "--quiet");
        foreach (var (text, tag) in new[] { ("one", "v1"), ("two", "v2") })
        {
            await File.WriteAllTextAsync(Path.Combine(Repository, "file"), text, cancellationToken);
            await GitAsync(Repository, cancellationToken, "add", "file");
            await GitAsync(Repository, cancellationToken, "commit", "--quiet", "-m", text);
            await GitAsync(Repository, cancellationToken, "tag", tag);
        }
    }
}
