using System.Diagnostics;
using OpenCode.Processes;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Processes;

/// <summary>What the guard leaves of a private folder, which contains keys.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Include = "Linux")]
public sealed class GuardianFolderTests : IDisposable
{
    private readonly FakeExecutable _files = new("exit 0");
    private readonly string _folder;

    public GuardianFolderTests()
    {
        _folder = Path.Combine(_files.Folder, "private");
        _files.Add("private/opencode.json", """{"apiKey":"secret"}""");
        Directory.CreateDirectory(Path.Combine(_folder, "work"));
    }

    private string Content => Path.Combine(_folder, "opencode.json");

    public void Dispose() => _files.Dispose();

    [Test]
    public async Task Nothing_is_left_when_the_program_has_ended_or_the_parent_has([Values] bool isOver, CancellationToken cancellationToken)
    {
        await GuardAsync(hasPrograms: true, isOver, cancellationToken);
        Assert.That(Directory.Exists(_folder), Is.False);
    }

    /// <summary>A small image has a shell and nothing else.</summary>
    [Test]
    public async Task Without_rm_no_keys_are_left([Values] bool isOver, CancellationToken cancellationToken)
    {
        await GuardAsync(hasPrograms: false, isOver, cancellationToken);
        Assert.That(File.ReadAllText(Content), Is.Empty);
    }

    [Test]
    public async Task A_folder_without_a_file_gets_none([Values] bool hasPrograms, CancellationToken cancellationToken)
    {
        File.Delete(Content);
        await GuardAsync(hasPrograms, isOver: true, cancellationToken);
        Assert.That(File.Exists(Content), Is.False);
        Assert.That(Directory.Exists(_folder), Is.EqualTo(!hasPrograms));
    }

    /// <summary>An agent's tools can put a link there.</summary>
    [Test]
    public async Task What_a_link_leads_to_stays_as_it_is([Values] bool hasPrograms, CancellationToken cancellationToken)
    {
        var other = _files.Add("other", "mine");
        File.Delete(Content);
        File.CreateSymbolicLink(Content, other);
        await GuardAsync(hasPrograms, isOver: true, cancellationToken);
        Assert.That(File.ReadAllText(other), Is.EqualTo("mine"));
    }

    private async Task GuardAsync(bool hasPrograms, bool isOver, CancellationToken cancellationToken)
    {
        var script = UnixGuardian.Script;
        const string path = "PATH=/usr/bin:/bin:/usr/sbin:/sbin${PATH:+:$PATH}";
        Assert.That(script, Does.Contain(path));
        var start = new ProcessStartInfo("/bin/sh", ["-c", hasPrograms ? script : script.Replace(path, "PATH=/nowhere", StringComparison.Ordinal), "opencode-guardian", $"{Guid.NewGuid():N}", "background", _folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        using var guard = Process.Start(start)!;
        if (isOver)
        {
            await guard.StandardInput.WriteLineAsync("over");
        }

        guard.StandardInput.Close();
        await guard.WaitForExitAsync(cancellationToken);
    }
}
