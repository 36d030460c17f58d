using CsCheck;

namespace OpenCode.Sdk.Tests;

/// <summary>Options of a client as one text.</summary>
public sealed class ConnectionStringTests
{
    [TestCase("Endpoint=http://localhost:4096", "http://localhost:4096/", "opencode", null, null)]
    [TestCase("Endpoint=http://h:1/path;Password=p", "http://h:1/path", "opencode", "p", null)]
    [TestCase("endpoint = https://h ; USERNAME=me;password=\"a;b\";Directory=/d", "https://h/", "me", "a;b", "/d")]
    [TestCase("Endpoint=http://h;Password='it''s \"so\"'", "http://h/", "opencode", "it's \"so\"", null)]
    [TestCase("Endpoint=http://h;Password=", "http://h/", "opencode", null, null)]
    [TestCase("http://h:1", "http://h:1/", "opencode", null, null)]
    [TestCase("http://me:p%3A%40%20x@h:1/path", "http://h:1/path", "me", "p:@ x", null)]
    [TestCase("http://:p@h", "http://h/", "opencode", "p", null)]
    public void A_connection_string_is_read(string text, string url, string username, string? password, string? directory)
    {
        var options = OpenCodeClientOptions.FromConnectionString(text);
        Assert.That((options.BaseUrl!.AbsoluteUri, options.Username, options.Password, options.Directory), Is.EqualTo((url, username, password, directory)));
    }

    [TestCase("", "The value cannot be an empty string or composed entirely of whitespace.")]
    [TestCase("Password=hunter2", "The connection string contains no Endpoint.")]
    [TestCase("Endpoint=http://h;Password=a;hunter2", "is neither a URL nor a list")]
    [TestCase("Endpoint=http://h;Password=a;hunter2=b", "contains a key other than Endpoint, Username, Password, Directory.")]
    [TestCase("Endpoint=http://h;Password=\"hunter2", "is neither a URL nor a list")]
    [TestCase("Endpoint=ftp://h;Password=hunter2", "Endpoint \"ftp://h\" of the connection string is not an absolute HTTP or HTTPS URL.")]
    [TestCase("Endpoint=localhost;Password=hunter2", "Endpoint \"localhost\" of the connection string is not an absolute HTTP or HTTPS URL.")]
    [TestCase("Endpoint=http://me:hunter2@h", "Endpoint \"http://***@h\" of the connection string must not contain a user name")]
    [TestCase("http://me:hunter2@h?x=hunter2", "BaseUrl \"http://h/?***\" must not contain")]
    [TestCase("Endpoint=http://h;Username=a:b;Password=hunter2", "Username \"a:b\" contains a colon")]
    [TestCase("Endpoint=http://h;Directory=x;Password=hunter2", "Directory \"x\" is not an absolute path")]
    [TestCase("hunter2", "is neither a URL nor a list")]
    public void What_is_no_connection_string_is_refused_without_its_password(string text, string message)
    {
        var refusal = Assert.Throws<ArgumentException>(() => OpenCodeClientOptions.FromConnectionString(text))!;
        Assert.That(refusal.ToString(), Does.Contain(message).And.Not.Contain("hunter2"));
    }

    [Test]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => OpenCodeClientOptions.FromConnectionString(null!));

    /// <summary>Any text that can be a password comes out as it went in, in both forms.</summary>
    [Test]
    public void Every_password_survives() =>
        Gen.OneOf(Gen.Char[' ', '~'], Gen.Char[";='\"{} \\@:/?#%&+"], Gen.Char['\u00a0', '\u2fff']).Array[1, 16].Select(characters => new string(characters)).Sample(password =>
            OpenCodeClientOptions.FromConnectionString($"Endpoint=http://h;{ConnectionString.Pair("Password", password)}").Password == password
            && OpenCodeClientOptions.FromConnectionString($"http://opencode:{Uri.EscapeDataString(password)}@h").Password == password);
}
