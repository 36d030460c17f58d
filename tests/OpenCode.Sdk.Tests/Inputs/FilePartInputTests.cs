using System.Text;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Inputs;

[CancelAfter(TestTimeout.Milliseconds)]
public sealed class FilePartInputTests
{
    private static readonly string[] s_media =
    [
        "png image/png", "jpg image/jpeg", "jpeg image/jpeg", "jfif image/jpeg", "gif image/gif", "webp image/webp", "bmp image/bmp", "tif image/tiff", "tiff image/tiff",
        "avif image/avif", "heic image/heic", "heif image/heif", "ico image/x-icon", "pdf application/pdf", "mp3 audio/mpeg", "wav audio/wav", "ogg audio/ogg",
        "oga audio/ogg", "opus audio/ogg", "flac audio/flac", "m4a audio/mp4", "aac audio/aac", "aif audio/aiff", "aiff audio/aiff", "weba audio/webm", "mp4 video/mp4",
        "m4v video/mp4", "mov video/quicktime", "webm video/webm", "avi video/x-msvideo", "mkv video/x-matroska", "mpg video/mpeg", "mpeg video/mpeg", "3gp video/3gpp",
    ];

    private static readonly byte[][] s_contents =
    [
        [], "text"u8.ToArray(), "100 % of ü \ud83d\ude00 #?&"u8.ToArray(), [0xEF, 0xBB, 0xBF, (byte)'x'], [.. Enumerable.Range(0, 256).Select(i => (byte)i)], [0xFF, 0xFE, 0x41, 0x00], [(byte)'a', 0xC3], [0],
    ];

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("parts");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task The_extension_tells_media_whatever_is_in_the_file(CancellationToken cancellationToken)
    {
        foreach (var entry in s_media)
        {
            var (extension, mime) = (entry.Split(' ')[0], entry.Split(' ')[1]);
            foreach (var name in new[] { $"a.{extension}", $"A B.TXT.{extension.ToUpperInvariant()}", $".{extension}" })
            {
                foreach (var content in s_contents)
                {
                    var part = await FileAsync(name, content, cancellationToken);
                    Assert.That((part.Mime, part.Filename), Is.EqualTo((mime, name)));
                    Assert.That(Decode(part), Is.EqualTo(content));
                }

                Assert.That(FilePartInput.FromServerFile($"/x.y/{name}").Mime, Is.EqualTo(mime));
            }
        }
    }

    [Test]
    public async Task Other_files_are_text_if_they_are_utf_8_without_nul(CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "a.txt", "a.md", "data.csv", "a.json", "a.svg", "a.ts", "Makefile", "a b#%ü.cs", ".gitignore", "a.", "a.unknown", "png", "x.png.txt" })
        {
            foreach (var content in s_contents)
            {
                var part = await FileAsync(name, content, cancellationToken);
                var isText = !content.Contains((byte)0) && Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(content)).SequenceEqual(content);
                Assert.That(part.Mime, Is.EqualTo(isText ? "text/plain" : "application/octet-stream"), name);
                Assert.That(part.Filename, Is.EqualTo(name));
                Assert.That(Decode(part), Is.EqualTo(content));
            }

            Assert.That(FilePartInput.FromServerFile($"/x/{name}").Mime, Is.EqualTo("text/plain"));
        }
    }

    [Test]
    public void All_kinds_of_text_are_sent_as_the_one_the_server_passes_on([Values(
        "text/plain", "text/markdown", "text/csv", "TEXT/HTML", "text/plain; charset=utf-8", "application/json", "application/xml", "application/yaml", "application/javascript",
        "application/ld+json", "image/svg+xml", "application/vnd.x+yaml")] string mime)
    {
        var part = FilePartInput.FromBytes("x"u8.ToArray(), mime, "a.x");
        Assert.That((part.Mime, part.Url, part.Filename), Is.EqualTo(("text/plain", "data:text/plain;base64,eA==", "a.x")));
    }

    [Test]
    public void Other_types_stay_without_their_parameters([Values("image/png", "application/pdf", "audio/ogg; codecs=opus", "application/octet-stream", "IMAGE/PNG")] string mime)
    {
        var name = mime.Split(';')[0].ToLowerInvariant();
        Assert.That(FilePartInput.FromBytes([1], mime), Is.EqualTo(new FilePartInput { Mime = name, Url = $"data:{name};base64,AQ==" }));
    }

    [Test]
    public async Task What_is_no_media_type_is_refused_by_name([Values("", "png", "/", "image/", "/png", "image /png", "image/p,ng", "image/ü")] string mime)
    {
        var file = Path.Combine(_folder.FullName, "a.txt");
        await File.WriteAllTextAsync(file, "x");
        Assert.That(() => FilePartInput.FromBytes([1], mime), Throws.ArgumentException.With.Message.Contains($"\"{mime}\""));
        Assert.That(() => FilePartInput.FromServerFile("/a", mime), Throws.ArgumentException);
        Assert.That(async () => await FilePartInput.FromFileAsync(file, mime), Throws.ArgumentException);
    }

    [Test]
    public void A_text_is_a_file_of_that_name()
    {
        var part = FilePartInput.FromText("100 % ü", "report.md");
        Assert.That((part.Mime, part.Filename), Is.EqualTo(("text/plain", "report.md")));
        Assert.That(Encoding.UTF8.GetString(Decode(part)), Is.EqualTo("100 % ü"));
        Assert.That(FilePartInput.FromText("").Filename, Is.Null);
    }

    [Test]
    public async Task The_caller_may_say_what_a_file_is(CancellationToken cancellationToken)
    {
        var file = Path.Combine(_folder.FullName, "a.bin");
        await File.WriteAllBytesAsync(file, [1], cancellationToken);
        Assert.That((await FilePartInput.FromFileAsync(file, "image/png", cancellationToken)).Mime, Is.EqualTo("image/png"));
    }

    [Test]
    public async Task A_file_that_can_not_be_read_is_the_callers_to_know()
    {
        await Failure.OfAsync<FileNotFoundException>(() => FilePartInput.FromFileAsync(Path.Combine(_folder.FullName, "none")));
        await Failure.OfAsync<UnauthorizedAccessException>(() => FilePartInput.FromFileAsync(_folder.FullName));
        await Failure.OfAsync<ArgumentException>(() => FilePartInput.FromFileAsync(""));
        await Failure.OfAsync<ArgumentNullException>(() => FilePartInput.FromFileAsync(null!));
        Assert.That(() => FilePartInput.FromBytes(null!, "image/png"), Throws.ArgumentNullException);
        Assert.That(() => FilePartInput.FromBytes([], null!), Throws.ArgumentNullException);
        Assert.That(() => FilePartInput.FromText(null!), Throws.ArgumentNullException);
        Assert.That(() => FilePartInput.FromServerFile(null!), Throws.ArgumentNullException);
    }

    [TestCase("/", "file:///", "/")]
    [TestCase("/home/me/a.txt", "file:///home/me/a.txt", "a.txt")]
    [TestCase("/home/me/", "file:///home/me/", "me")]
    [TestCase("/a b/#1/100%/ü?&.txt", "file:///a%20b/%231/100%25/%C3%BC%3F%26.txt", "ü?&.txt")]
    [TestCase("/a/%20.txt", "file:///a/%2520.txt", "%20.txt")]
    [TestCase(@"/a/back\slash.txt", "file:///a/back%5Cslash.txt", @"back\slash.txt")]
    [TestCase("/c:/x", "file:///c%3A/x", "x")]
    [TestCase(@"C:\a b\c#.txt", "file:///C:/a%20b/c%23.txt", "c#.txt")]
    [TestCase("d:/mixed\\e.txt", "file:///d:/mixed/e.txt", "e.txt")]
    [TestCase(@"C:\", "file:///C:/", "C:")]
    [TestCase(@"\\server\share\a b.txt", "file://server/share/a%20b.txt", "a b.txt")]
    [TestCase(@"\\?\C:\long\a.txt", "file:///C:/long/a.txt", "a.txt")]
    [TestCase(@"\\?\UNC\server\share\a.txt", "file://server/share/a.txt", "a.txt")]
    public void A_path_on_the_server_becomes_the_url_of_a_file(string path, string url, string name)
    {
        var part = FilePartInput.FromServerFile(path);
        Assert.That((part.Url, part.Filename), Is.EqualTo((url, name)));
        Assert.That(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsFile, Is.True);
    }

    [TestCase("")]
    [TestCase("a.txt")]
    [TestCase("./a.txt")]
    [TestCase("~/a.txt")]
    [TestCase("C:a.txt")]
    [TestCase("C:")]
    [TestCase(@"\a.txt")]
    [TestCase(@"\\server")]
    [TestCase(@"\\server\")]
    [TestCase(@"\\.\pipe\x")]
    [TestCase("file:///a.txt")]
    [TestCase("1:/a.txt")]
    public void A_path_that_is_not_absolute_is_refused_by_name(string path) =>
        Assert.That(() => FilePartInput.FromServerFile(path), Throws.ArgumentException.With.Message.Contains($"\"{path}\""));

    private async Task<FilePartInput> FileAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllBytesAsync(path, content, cancellationToken);
        return await FilePartInput.FromFileAsync(path, cancellationToken: cancellationToken);
    }

    private static byte[] Decode(FilePartInput part)
    {
        var prefix = $"data:{part.Mime};base64,";
        Assert.That(part.Url, Does.StartWith(prefix));
        return Convert.FromBase64String(part.Url[prefix.Length..]);
    }
}
