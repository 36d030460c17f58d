using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>Two projects at once.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ScopeTests
{
    [Test]
    public async Task Calls_of_two_projects_do_not_mix(CancellationToken cancellationToken)
    {
        string[] names = ["first é #1 100%", "second&directory=x+y"];
        var projects = names.Select(name => Directory.CreateDirectory(Path.Combine(LiveServer.Folder, name)).FullName).ToList();
        foreach (var project in projects)
        {
            await File.WriteAllTextAsync(Path.Combine(project, "name.txt"), project, cancellationToken);
        }

        var clients = projects.Select(project => LiveServer.Client.In(project)).ToList();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(clients.Select((client, i) => AssertWorksIn(client, projects[i], cancellationToken)));
        }

        Assert.That((await LiveServer.Client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));
    }

    private static async Task AssertWorksIn(OpenCodeClient client, string project, CancellationToken cancellationToken)
    {
        Assert.That((await client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(project));
        Assert.That((await client.File.ReadAsync("name.txt", cancellationToken)).Content, Is.EqualTo(project));
        Assert.That((await client.V2.Location.GetAsync(cancellationToken)).Directory, Is.EqualTo(project));
        await using var file = await client.V2.Fs.ReadAsync("name.txt", cancellationToken);
        Assert.That(await new StreamReader(file).ReadToEndAsync(cancellationToken), Is.EqualTo(project));

        var session = await client.Session.CreateAsync(cancellationToken: cancellationToken);
        Assert.That(session.Directory, Is.EqualTo(project));
        Assert.That((await client.Session.ListAsync(cancellationToken: cancellationToken)).Select(s => s.Directory).Distinct(), Is.EqualTo([project]));

        var created = (await client.V2.Session.CreateAsync(new(), cancellationToken)).Data;
        Assert.That(created.Location.Directory, Is.EqualTo(project));
        Assert.That((await client.V2.Session.ListAsync(cancellationToken: cancellationToken)).Data.Select(s => s.Location.Directory).Distinct(), Is.EqualTo([project]));
    }
}
