using System.Text;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests;

/// <summary>What is attached to a prompt reaches the model, whatever it is called and whatever is in it.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class AttachmentTests
{
    private static readonly string[] s_names =
    [
        "plain.txt", "a b.md", "a#b.csv", "a%b.json", "a%20b.txt", "ü.txt", "日本😀.cs", "a&b=c+d;e,f.txt", "Makefile", "a'b(c)!.txt", "[x].ts", .. OperatingSystem.IsWindows() ? Array.Empty<string>() : ["a?b*.txt", @"back\slash.txt"],
    ];

    private static OpenCodeClient Client => LiveServer.Client;

    [Test]
    public async Task Text_files_of_this_machine_reach_the_model_as_text([ValueSource(nameof(s_names))] string name, CancellationToken cancellationToken)
    {
        var path = Write(name);
        var message = await SendAsync(await FilePartInput.FromFileAsync(path, cancellationToken: cancellationToken), cancellationToken);
        Assert.That(ServerText(message), Does.Contain(Content(name)));
        Assert.That(message.Text, Is.EqualTo("Look at this"), "What the server adds is not the message's own.");
    }

    [Test]
    public async Task Files_of_the_server_reach_the_model_as_text([ValueSource(nameof(s_names))] string name, CancellationToken cancellationToken) =>
        Assert.That(ServerText(await SendAsync(FilePartInput.FromServerFile(Write(name)), cancellationToken)), Does.Contain(Content(name)));

    [Test]
    public async Task A_directory_of_the_server_reaches_the_model_as_a_list(CancellationToken cancellationToken) =>
        Assert.That(ServerText(await SendAsync(FilePartInput.FromServerFile(Path.GetDirectoryName(Write("listed.txt"))!), cancellationToken)), Does.Contain("listed.txt"));

    [Test]
    public async Task All_kinds_of_text_reach_the_model([Values("text/markdown", "text/csv", "application/json", "image/svg+xml")] string mime, CancellationToken cancellationToken)
    {
        var message = await SendAsync(FilePartInput.FromBytes(Encoding.UTF8.GetBytes("needle 100 %"), mime, "a.x"), cancellationToken);
        Assert.That(ServerText(message), Does.Contain("needle 100 %").And.Contain("a.x"));
    }

    private static string Content(string name) => $"needle of {name} 100 %";

    private static string Write(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(LiveServer.Folder, "files with # and %"));
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, Content(name));
        return path;
    }

    private static async Task<MessageWithParts> SendAsync(FilePartInput file, CancellationToken cancellationToken)
    {
        var session = await Client.Session.CreateAsync(cancellationToken: cancellationToken);
        return await Client.Session.PromptAsync(session.Id, new() { NoReply = true, Parts = ["Look at this", file] }, cancellationToken);
    }

    /// <summary>What the server makes of the file for the model.</summary>
    private static string ServerText(MessageWithParts message) => string.Join('\n', message.Parts.OfType<TextPart>().Where(p => p.Synthetic == true).Select(p => p.Text));
}
