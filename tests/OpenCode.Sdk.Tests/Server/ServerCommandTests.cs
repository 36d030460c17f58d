using Microsoft.Kiota.Abstractions.Authentication;
using OpenCode.Models;

namespace OpenCode.Sdk.Tests.Server;

public sealed class ServerCommandTests
{
    [Test]
    public void Options_that_say_nothing_add_nothing() =>
        Assert.That(ServerCommand.Arguments(new()), Is.EqualTo(new[] { "serve", "--hostname=127.0.0.1", "--port=4096" }));

    [Test]
    public void Every_option_has_its_argument()
    {
        var options = new OpenCodeServerOptions
        {
            Hostname = "0.0.0.0",
            Port = 1,
            LogLevel = ServerLogLevel.Warn,
            PrintLogs = true,
            Cors = ["http://a.test", "http://b.test"],
            MdnsDomain = "x.local",
            Arguments = ["--pure"],
        };
        Assert.That(ServerCommand.Arguments(options), Is.EqualTo(new[]
        {
            "serve", "--hostname=0.0.0.0", "--port=1", "--log-level=WARN", "--print-logs",
            "--cors=http://a.test", "--cors=http://b.test", "--mdns", "--mdns-domain=x.local", "--pure",
        }));
        Assert.That(ServerCommand.Arguments(new() { Config = new() { LogLevel = ServerLogLevel.Debug } }), Does.Contain("--log-level=DEBUG"));
    }

    [Test]
    public void Password_and_configuration_travel_in_the_environment()
    {
        var options = new OpenCodeServerOptions { Password = "p", Config = new() { Model = "a/b" }, Environment = new Dictionary<string, string?> { ["X"] = "1", ["PATH"] = null } };
        var environment = ServerCommand.StartInfo(options).Environment;
        Assert.That(environment["OPENCODE_SERVER_PASSWORD"], Is.EqualTo("p"));
        Assert.That(environment["OPENCODE_CONFIG_CONTENT"], Is.EqualTo("""{"model":"a/b"}"""));
        Assert.That(environment["X"], Is.EqualTo("1"));
        Assert.That(environment.Keys, Does.Not.Contain("PATH").And.Contain("HOME"));
        Assert.That(ServerCommand.StartInfo(new() { Password = "" }).Environment.Keys, Does.Not.Contain("OPENCODE_SERVER_PASSWORD"));
        Assert.That(ServerCommand.StartInfo(options with { InheritEnvironment = false }).Environment.Keys, Is.EquivalentTo(new[] { "OPENCODE_SERVER_PASSWORD", "OPENCODE_CONFIG_CONTENT", "X" }));
    }

    [Test]
    public void The_terminal_ui_has_arguments_for_a_server_of_its_own_and_for_one_it_attaches_to()
    {
        Assert.That(TuiCommand.Arguments(new()), Is.Empty);
        Assert.That(
            TuiCommand.Arguments(new() { Project = "/p", Model = "a/b", Session = "ses_1", Agent = "plan", Arguments = ["--pure"] }),
            Is.EqualTo(new[] { "/p", "--model=a/b", "--session=ses_1", "--agent=plan", "--pure" }));
        var attached = new OpenCodeTuiOptions { Project = "relative", Session = "ses_1", AttachTo = new() { BaseUrl = new("http://a.test:1"), Password = "p", Username = "u" } };
        Assert.That(TuiCommand.Arguments(attached), Is.EqualTo(new[] { "attach", "http://a.test:1/", "--dir=relative", "--session=ses_1" }));
        var environment = TuiCommand.Prepare(attached).Start.Environment;
        Assert.That((environment["OPENCODE_SERVER_PASSWORD"], environment["OPENCODE_SERVER_USERNAME"]), Is.EqualTo(("p", "u")));
    }

    [Test]
    public void A_terminal_UI_refuses_credentials_that_it_cannot_send()
    {
        const string message = "The terminal UI signs in with a user name and a password. Remove BearerToken, AuthenticationProvider, and Headers. (Parameter 'AttachTo')";
        OpenCodeClientOptions[] refused =
        [
            new() { BearerToken = "t" },
            new() { AuthenticationProvider = new AnonymousAuthenticationProvider() },
            new() { Headers = new Dictionary<string, string> { ["X-Key"] = "k" } },
        ];
        foreach (var options in refused)
        {
            Assert.That(Assert.Throws<ArgumentException>(() => new OpenCodeTuiOptions { AttachTo = options }.Validate())!.Message, Is.EqualTo(message));
        }
    }

    [Test]
    public void Options_that_can_not_work_are_refused_by_name()
    {
        Refused<ArgumentException>(new() { Hostname = "" }, "Hostname");
        Refused<ArgumentException>(new() { Hostname = "a\0" }, "Hostname");
        Refused<ArgumentException>(new() { Hostname = "a b" }, "Hostname");
        Refused<ArgumentException>(new() { Password = "a\nb" }, "Password");
        Refused<ArgumentException>(new() { ExecutablePath = "" }, "ExecutablePath");
        Refused<ArgumentOutOfRangeException>(new() { Port = -1 }, "Port");
        Refused<ArgumentOutOfRangeException>(new() { Port = 65536 }, "Port");
        Refused<ArgumentOutOfRangeException>(new() { Timeout = TimeSpan.Zero }, "Timeout");
        Refused<ArgumentOutOfRangeException>(new() { StopTimeout = TimeSpan.FromSeconds(-1) }, "StopTimeout");
        Refused<ArgumentNullException>(new() { Restart = null! }, "Restart");
        Refused<ArgumentOutOfRangeException>(new() { Restart = RestartPolicy.OnCrash with { InitialDelay = TimeSpan.Zero } }, "InitialDelay");
        Refused<ArgumentOutOfRangeException>(new() { Restart = RestartPolicy.OnCrash with { MaxDelay = TimeSpan.FromTicks(1) } }, "MaxDelay");
        Refused<ArgumentException>(new() { Cors = [""] }, "Cors");
        Refused<ArgumentException>(new() { Arguments = ["--port=1"] }, "Arguments");
        Refused<ArgumentException>(new() { Arguments = ["--hostname", "a"] }, "Arguments");
        Refused<ArgumentException>(new() { Environment = new Dictionary<string, string?> { ["A=B"] = "" } }, "Environment");
        Refused<ArgumentException>(new() { Environment = new Dictionary<string, string?> { ["OPENCODE_SERVER_PASSWORD"] = "p" } }, "Environment");
        Assert.That(
            Assert.Throws<ArgumentException>(() => new OpenCodeTuiOptions { AttachTo = new(), Model = "a/b" }.Validate())!.Message,
            Does.StartWith("A terminal UI that attaches to a server uses the models"));

        static void Refused<T>(OpenCodeServerOptions options, string option)
            where T : ArgumentException => Assert.That(Assert.Throws<T>(options.Validate)!.ParamName, Is.EqualTo(option));
    }

    [Test]
    public void A_server_has_a_copy_of_its_options()
    {
        var environment = new Dictionary<string, string?> { ["A"] = "1" };
        var cors = new List<string> { "http://a.test" };
        var copy = new OpenCodeServerOptions { Environment = environment, Cors = cors }.Copy();
        environment["B"] = "2";
        cors.Add("http://b.test");
        Assert.That((copy.Environment.Count, copy.Cors.Count), Is.EqualTo((1, 1)));
    }

    [TestCase("127.0.0.1", "http://127.0.0.1:4096", true)]
    [TestCase("127.0.0.1", "http://127.0.0.1:4096/", true)]
    [TestCase("::1", "http://::1:4096", true)]
    [TestCase("::1", "http://[::1]:4096", true)]
    [TestCase("127.0.0.1", "http://127.0.0.1:14096", false)]
    [TestCase("10.1.1.1", "http://127.0.0.1:4096", false)]
    public void An_address_is_the_servers_own_or_not(string hostname, string printed, bool same) =>
        Assert.That(ServerAddress.IsSame(new() { Hostname = hostname, Port = 4096 }, printed), Is.EqualTo(same));

    [Test]
    public void Options_show_no_secret() =>
        Assert.That(new OpenCodeServerOptions { Password = "secret", Environment = new Dictionary<string, string?> { ["KEY"] = "secret" } }.ToString(), Does.Not.Contain("secret"));
}
