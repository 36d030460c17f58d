using OpenCode.Models;
using OpenCode.Requests;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FileTests
{
    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Text_is_found_with_its_place(CancellationToken cancellationToken)
    {
        var matches = await Client.Find.TextAsync("needle", cancellationToken);
        var match = matches.Single(m => m.Path.Text == "hello.txt");
        Assert.That(match.LineNumber, Is.EqualTo(2));
        Assert.That(match.Lines.Text, Is.EqualTo("two needle\n"));
        Assert.That(match.Submatches.Single().Match.Text, Is.EqualTo("needle"));
        Assert.That(matches, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Files_are_found_by_name(CancellationToken cancellationToken)
    {
        Assert.That(await Client.Find.FilesAsync("hello", new FindFilesQuery { Type = FileNodeType.File, Limit = 1 }, cancellationToken), Is.EqualTo(["hello.txt"]));
        Assert.That(await Client.Find.FilesAsync("src", new FindFilesQuery { Type = FileNodeType.Directory }, cancellationToken), Is.EqualTo(["src/"]));
    }

    [Test]
    public async Task A_directory_is_listed(CancellationToken cancellationToken)
    {
        var nodes = await Client.File.ListAsync("", cancellationToken);
        Assert.That(nodes.Single(n => n.Name == "hello.txt").Type, Is.EqualTo(FileNodeType.File));
        Assert.That(nodes.Single(n => n.Name == "src").Type, Is.EqualTo(FileNodeType.Directory));
    }

    [Test]
    public async Task A_file_is_read(CancellationToken cancellationToken)
    {
        var content = await Client.File.ReadAsync("hello.txt", cancellationToken);
        Assert.That(content.Type, Is.EqualTo(FileContentType.Text));
        Assert.That(content.Content, Does.Contain("two needle"));
    }

    [Test]
    public async Task A_file_is_read_as_bytes_through_the_wildcard_route(CancellationToken cancellationToken)
    {
        await using var stream = await Client.In(LiveServer.Project).V2.Fs.ReadAsync("src/Program.cs", cancellationToken);
        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadToEndAsync(cancellationToken), Is.EqualTo("Console.WriteLine(\"needle\");\n"));
    }

    [Test]
    public async Task The_status_of_files_is_read(CancellationToken cancellationToken) =>
        Assert.That(await Client.File.StatusAsync(cancellationToken), Is.Not.Null);

    [Test]
    public async Task Another_directory_is_another_project(CancellationToken cancellationToken)
    {
        var other = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "other é #1")).FullName;
        Assert.That((await Client.In(other).Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(other));
        Assert.That((await Client.In(other).V2.Location.GetAsync(cancellationToken)).Directory, Is.EqualTo(other));
        Assert.That((await Client.Path.GetAsync(cancellationToken)).Directory, Is.EqualTo(LiveServer.Project));
    }

    [Test]
    public async Task The_raw_door_gives_the_answer_as_it_is(CancellationToken cancellationToken)
    {
        using var response = await Client.SendAsync(Client.Path.ToGetRequestInformation(), cancellationToken);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(await response.Content.ReadAsStringAsync(cancellationToken), Does.Contain(LiveServer.Project));
    }
}
