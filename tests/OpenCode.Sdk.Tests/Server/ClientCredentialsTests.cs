using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>A server has a password, so that its client can't have other credentials. No server starts to find that out.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ClientCredentialsTests
{
    private static readonly OpenCodeClientOptions[] s_options =
    [
        new() { BearerToken = "token" },
        new() { AuthenticationProvider = new AnonymousAuthenticationProvider() },
        new() { Headers = new Dictionary<string, string> { ["authorization"] = "Bearer token" } },
    ];

    [TestCaseSource(nameof(s_options))]
    public async Task Other_credentials_are_refused_before_a_server_starts(OpenCodeClientOptions options, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("""touch "$(dirname "$0")/started"; exit 1""");
        var server = new OpenCodeServerOptions { ExecutablePath = fake.Path, Port = 0 };
        var failure = await Failure.OfAsync<ArgumentException>(() => OpenCodeInstance.StartAsync(server, options, cancellationToken));
        Assert.That(failure.Message, Does.StartWith("Password and "));
        Assert.That(Assert.Throws<ArgumentException>(() => new OpenCodeServerPool(new() { Server = server, Client = options })).Message, Is.EqualTo(failure.Message));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(fake.Path)!, "started"), Is.Empty);
    }

    [TestCaseSource(nameof(s_options))]
    public async Task A_server_without_a_password_can_have_a_client_with_others(OpenCodeClientOptions options, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 3");
        var server = new OpenCodeServerOptions { ExecutablePath = fake.Path, Port = 0, Password = "" };
        Assert.That((await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeInstance.StartAsync(server, options, cancellationToken))).Failure, Is.EqualTo(OpenCodeServerFailure.EndedEarly));
        await using var pool = new OpenCodeServerPool(new() { Server = server, Client = options });
        Assert.That(pool.Count, Is.Zero);
    }
}
