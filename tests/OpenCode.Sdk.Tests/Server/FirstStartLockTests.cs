using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Servers that start at the same time in one data folder: one comes first, the others wait for it, and later ones do not wait.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FirstStartTests : IDisposable
{
    private readonly FakeExecutable _files = new("exit 0");

    private string Data => Path.Combine(_files.Folder, "data");

    public void Dispose() => _files.Dispose();

    [Test]
    public async Task One_is_first_and_the_others_wait_until_it_is_ready(CancellationToken cancellationToken)
    {
        var first = await EnterAsync(cancellationToken);
        Assert.That(first, Is.Not.Null);
        var others = Enumerable.Range(0, 7).Select(_ => EnterAsync(cancellationToken)).ToList();
        Assert.That(others.Select(other => other.IsCompleted), Has.All.False);

        File.WriteAllText(Path.Combine(Data, "opencode.db"), "");
        first!.Complete();
        first.Dispose();
        Assert.That(await Task.WhenAll(others), Has.All.Null);
        Assert.That(await EnterAsync(cancellationToken), Is.Null);
    }

    [Test]
    public async Task If_the_first_one_fails_the_next_one_is_first(CancellationToken cancellationToken)
    {
        (await EnterAsync(cancellationToken))!.Dispose();
        var second = EnterAsync(cancellationToken);
        var third = EnterAsync(cancellationToken);
        var next = await await Task.WhenAny(second, third);
        Assert.That(next, Is.Not.Null);
        next!.Dispose();
        (await (second.Result == next ? third : second))!.Dispose();
    }

    [Test]
    public async Task Another_version_and_an_empty_folder_start_first_again(CancellationToken cancellationToken)
    {
        using (var first = await EnterAsync(cancellationToken))
        {
            File.WriteAllText(Path.Combine(Data, "opencode.db"), "");
            first!.Complete();
        }

        _files.Add("opencode", "#!/bin/sh\nexit 1 # newer\n");
        using (var newer = await EnterAsync(cancellationToken))
        {
            Assert.That(newer, Is.Not.Null);
            newer!.Complete();
        }

        File.Delete(Path.Combine(Data, "opencode.db"));
        using var empty = await EnterAsync(cancellationToken);
        Assert.That(empty, Is.Not.Null);
    }

    [Test]
    public async Task Nobody_waits_longer_than_the_timeout(CancellationToken cancellationToken)
    {
        using var first = await EnterAsync(cancellationToken);
        Assert.That(await FirstStartLock.EnterAsync(Data, _files.Path, TimeSpan.Zero, cancellationToken), Is.Null);
        using var cancel = new CancellationTokenSource();
        var waiting = EnterAsync(cancel.Token);
        await cancel.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => waiting);
    }

    [Test]
    public async Task A_folder_that_can_not_be_made_stops_nobody(CancellationToken cancellationToken) =>
        Assert.That(await FirstStartLock.EnterAsync(Path.Combine(_files.Path, "data"), _files.Path, TestTimeout.Value, cancellationToken), Is.Null);

    private Task<FirstStartLock?> EnterAsync(CancellationToken cancellationToken) => FirstStartLock.EnterAsync(Data, _files.Path, TestTimeout.Value, cancellationToken);
}
