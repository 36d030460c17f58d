using CsCheck;
using OpenCode.Models;

namespace OpenCode.Sdk.Tests.Secrets;

/// <summary>An address is shown without its password, wherever a parser finds that password.</summary>
[NonParallelizable]
public sealed class AddressTests
{
    private const string Variable = "OPENCODE_SERVER_URL";

    /// <summary>Without those whose start is also that of another part of an address: of the host after a scheme, or of the port.</summary>
    private static readonly Gen<string> s_passwords = Gen.OneOf(Gen.Char['!', '~'], Gen.Char["#?/:@\\;&=%"], Gen.Char["0123456789"]).Array[4, 12].Select(characters => new string(characters))
        .Where(password => password[0] != '/' && !password.StartsWith("409", StringComparison.Ordinal));


    [TestCase(null, null)]
    [TestCase("", "")]
    [TestCase("http://host:4096", "http://host:4096")]
    [TestCase("http://host:4096/base", "http://host:4096/base")]
    [TestCase("http://host/?token=s3cr3t", "http://host/?***")]
    [TestCase("http://host/#s3cr3t", "http://host/#***")]
    [TestCase("http://opencode:s3cr3t@host:4096/a?b#c", "http://***@host:4096/a?***")]
    [TestCase("http://opencode:s3cr3t#1@host:4096", "http://***@host:4096")]
    [TestCase("http://opencode:s3cr3t?1@host:4096", "http://***@host:4096")]
    [TestCase("http://opencode:s3cr3t/1@host:4096", "http://***@host:4096")]
    [TestCase("http://opencode:1234#s3cr3t@host", "http://***@host")]
    [TestCase("http://opencode:1234/s3cr3t@host", "http://***@host")]
    [TestCase("http:///me:s3cr3t@host", "http://***@host")]
    [TestCase("//me:s3cr3t@host", "***@host")]
    [TestCase("opencode:s3cr3t@host", "***@host")]
    [TestCase("opencode:s3://cr3t@host", "***@host")]
    [TestCase("s3cr3t@", "***@")]
    [TestCase("file:///repo/node_modules/@scope/x.js?s3cr3t", "file:///repo/node_modules/@scope/x.js?***")]
    public void An_address_is_shown_without_secrets(string? address, string? expected)
    {
        Assert.That(DisplayUrl.Of(address), Is.EqualTo(expected));
        if (Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var url))
        {
            Assert.That(DisplayUrl.Of(url), Is.EqualTo(expected));
        }
    }

    /// <summary>The password of an address that some place refuses or shows is in no text of that place.</summary>
    [Test]
    public void No_place_shows_the_password_of_an_address() =>
        Gen.Select(s_passwords, Gen.OneOf("http://", "https://", "", "ftp://", "//")).Sample((password, scheme) =>
        {
            var address = $"{scheme}opencode:{password}@host.test:4096";
            foreach (var shown in Texts(address))
            {
                Assert.That(shown, Does.Not.Contain($":{password}").And.Not.Contain($":{password[..3]}").And.Not.Contain($"opencode:{password[0]}"), shown);
            }
        });

    private static IEnumerable<string> Texts(string address)
    {
        Environment.SetEnvironmentVariable(Variable, address);
        yield return Refusal(() => OpenCodeClientOptions.FromEnvironment());
        Environment.SetEnvironmentVariable(Variable, null);
        yield return Refusal(() => OpenCodeClientOptions.FromConnectionString($"{ConnectionString.Endpoint}=\"{address.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        yield return Refusal(() => OpenCodeClientOptions.FromConnectionString($"{ConnectionString.Endpoint}={address}"));
        yield return Refusal(() => OpenCodeClientOptions.FromConnectionString(address));
        yield return Refusal(() => new OpenCodeServerOptions { Hostname = address }.Validate());
        yield return new OpenCodeServerOptions { Hostname = address }.ToString();
        yield return new FilePartInput { Mime = "x", Url = address }.ToString();
        if (Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var url))
        {
            var options = new OpenCodeClientOptions { BaseUrl = url };
            yield return Refusal(options.Validate);
            yield return options.ToString();
            yield return new OpenCodeTuiOptions { AttachTo = options }.ToString();
            yield return Refusal(() => _ = new OpenCodeRequestInfo(HttpMethod.Get, new Uri(address, UriKind.Relative)));
        }
    }

    /// <summary>Returns the text of the exception; empty if there is none.</summary>
    private static string Refusal(Action action)
    {
        try
        {
            action();
            return "";
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
