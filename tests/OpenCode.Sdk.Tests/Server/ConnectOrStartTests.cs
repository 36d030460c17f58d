using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenCode.Models;
using OpenCode.Processes;
using OpenCode.Testing;

namespace OpenCode.Sdk.Tests.Server;

/// <summary>Who is taken for a server that runs already, and who is not.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ConnectOrStartTests
{
    private const string Password = "the password";

    private static readonly string s_credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"opencode:{Password}"));

    [TestCase("1.18.33", Password)]
    [TestCase("1.999.0", Password)]
    public async Task A_server_that_takes_the_password_is_used_and_goes_on(string version, string password, CancellationToken cancellationToken)
    {
        await using var server = Protected(version);
        await using (var connection = await OpenCodeServer.ConnectOrStartAsync(new() { Port = server.Url.Port, Password = password }, cancellationToken))
        {
            Assert.That((connection.Server, connection.Version, connection.Url), Is.EqualTo(((OpenCodeServer?)null, version, server.Url)));
            using var client = connection.CreateClient();
            Assert.That((await client.GetServerInfoAsync(cancellationToken)).Version, Is.EqualTo(version));
        }

        using var after = new OpenCodeClient(new OpenCodeClientOptions { BaseUrl = server.Url, Password = Password });
        Assert.That((await after.GetServerInfoAsync(cancellationToken)).IsHealthy);
    }

    [Test]
    public async Task A_client_repeats_no_secret_of_a_server_that_runs_already(CancellationToken cancellationToken)
    {
        await using var server = new PageServer((_, path, _) => path == "/path"
            ? ("400 Bad Request", "application/json", """{"name":"X","message":"bad key hunter2-config"}""")
            : ("200 OK", "application/json", """{"healthy":true,"version":"1.18.33"}"""));
        var options = new OpenCodeServerOptions { Port = server.Url.Port, Password = "", Config = OpenCodeJson.Read("""{"provider":{"p":{"options":{"apiKey":"hunter2-config"}}}}"""u8, Config.ReadFrom) };
        await using var connection = await OpenCodeServer.ConnectOrStartAsync(options, cancellationToken);
        foreach (var own in new[] { null, new OpenCodeClientOptions { MaxRetries = 0 } })
        {
            using var client = connection.CreateClient(own);
            Assert.That((await Failure.OfAsync<OpenCodeApiException>(() => client.Path.GetAsync(cancellationToken: cancellationToken))).Message, Does.StartWith("bad key *** ("));
            Assert.That(own?.BaseUrl, Is.Null, "the caller's options are not changed");
        }
    }

    [Test]
    public async Task A_server_with_another_password_is_not_used(CancellationToken cancellationToken)
    {
        await using var server = Protected("1.18.33");
        Assert.That(await RefusalAsync(server, "another one", cancellationToken), Does.Contain("It does not accept the password."));
    }

    [Test]
    public async Task A_server_that_takes_any_password_never_sees_ours(CancellationToken cancellationToken)
    {
        var seen = new List<string?>();
        await using var server = new PageServer((_, _, credentials) =>
        {
            seen.Add(credentials);
            return ("200 OK", "application/json", """{"healthy":true,"version":"1.18.33"}""");
        });
        Assert.That(await RefusalAsync(server, Password, cancellationToken), Does.Contain("It does not require a password."));
        Assert.That(seen, Is.Not.Empty.And.All.Null);
    }

    [Test]
    public async Task A_server_without_a_password_is_used_by_who_asks_for_one(CancellationToken cancellationToken)
    {
        await using var server = new PageServer((_, _, _) => ("200 OK", "application/json", """{"healthy":true,"version":"1.18.33"}"""));
        await using var connection = await OpenCodeServer.ConnectOrStartAsync(new() { Port = server.Url.Port, Password = "" }, cancellationToken);
        Assert.That(connection.Server, Is.Null);
    }

    [TestCase("""{"healthy":false,"version":"1.18.33"}""", "reports that it is not healthy")]
    [TestCase("""{"anything":1}""", "can't be read")]
    [TestCase("[]", "can't be read")]
    public async Task Somebody_else_is_not_used(string health, string reason, CancellationToken cancellationToken)
    {
        await using var server = new PageServer((_, _, _) => ("200 OK", "application/json", health));
        Assert.That(await RefusalAsync(server, "", cancellationToken), Does.Contain(reason));
    }

    [Test]
    public async Task Who_never_responds_is_given_up_after_the_timeout(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = new OpenCodeServerOptions { Port = ((IPEndPoint)listener.LocalEndpoint).Port, Password = Password, Timeout = TimeSpan.FromMilliseconds(1) };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(options, cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.PortInUse));
    }

    [Test]
    public async Task What_can_not_be_found_again_is_refused(CancellationToken cancellationToken)
    {
        Assert.That((await Failure.OfAsync<ArgumentException>(() => OpenCodeServer.ConnectOrStartAsync(new() { Port = 0, Password = Password }, cancellationToken))).Message, Does.StartWith("Port is 0."));
        Assert.That((await Failure.OfAsync<ArgumentException>(() => OpenCodeServer.ConnectOrStartAsync(new(), cancellationToken))).Message, Does.StartWith("Password is null."));
        await Failure.OfAsync<ArgumentNullException>(() => OpenCodeServer.ConnectOrStartAsync(null!, cancellationToken));
    }

    [Test]
    [Platform(Include = "Linux")]
    public void A_port_of_this_user_is_not_one_of_another()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.That(PortOwner.IsAnotherUser((IPEndPoint)listener.LocalEndpoint), Is.False);
    }

    [TestCase("127.0.0.1:4096", new[] { 1001u })]
    [TestCase("127.0.0.2:4096", new[] { 1004u, 1005u }, Description = "only those who listen at all addresses")]
    [TestCase("[::1]:4096", new[] { 1006u })]
    [TestCase("[::ffff:127.0.0.3]:4096", new[] { 1007u })]
    [TestCase("127.0.0.1:4095", new[] { 1003u })]
    [TestCase("127.0.0.1:4097", new uint[0])]
    public void The_owners_of_an_address_are_those_who_receive_its_connections(string address, uint[] expected)
    {
        using var folder = new FakeExecutable("exit 0");
        var four = folder.Add("tcp", """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1000 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 1
               1: 0100007F:1000 0100007F:2000 01 00000000:00000000 00:00000000 00000000  1002        0 2
               2: 00000000:0FFF 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1003        0 3
               3: 00000000:1000 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1004        0 4
            """);
        var six = folder.Add("tcp6", """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000000000000:1000 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1005        0 5
               1: 00000000000000000000000001000000:1000 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1006        0 6
               2: 0000000000000000FFFF00000300007F:1000 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000  1007        0 7
            """);
        Assert.That(PortOwner.Owners([four, six, "/nowhere"], IPEndPoint.Parse(address)), Is.EquivalentTo(expected));
    }

    /// <summary>192.0.2.0/24 is reserved for documentation, and names that end with .invalid never exist.</summary>
    [TestCase("192.0.2.1")]
    [TestCase("server.invalid")]
    public async Task At_an_address_of_another_machine_no_server_is_started(string host, CancellationToken cancellationToken)
    {
        using var fake = new FakeExecutable("exit 3");
        var options = new OpenCodeServerOptions { Hostname = host, Port = 4096, Password = Password, ExecutablePath = fake.Path };
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(options, cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.Unreachable));
        Assert.That(failure.Message, Does.Contain($"http://{host}:4096/"));
    }

    private static PageServer Protected(string version) => new((_, _, credentials) => credentials == s_credentials
        ? ("200 OK", "application/json", $$"""{"healthy":true,"version":"{{version}}"}""")
        : ("401 Unauthorized", "text/plain", ""));

    private static async Task<string> RefusalAsync(PageServer server, string password, CancellationToken cancellationToken)
    {
        var failure = await Failure.OfAsync<OpenCodeServerException>(() => OpenCodeServer.ConnectOrStartAsync(new() { Port = server.Url.Port, Password = password }, cancellationToken));
        Assert.That(failure.Failure, Is.EqualTo(OpenCodeServerFailure.PortInUse));
        return failure.Message;
    }
}
