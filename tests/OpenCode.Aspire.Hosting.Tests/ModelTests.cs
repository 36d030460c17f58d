using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CsCheck;
using OpenCode.Aspire.Connections;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Aspire.Tests;

/// <summary>What a resource says before it starts.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ModelTests
{
    [Test]
    public async Task The_connection_string_has_the_address_and_the_password(CancellationToken cancellationToken)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.Configuration["Parameters:secret"] = "a;b=\"c\" 'd' {e}";
        IResourceWithConnectionString agent = builder.AddOpenCode("agent", port: 5123, password: builder.AddParameter("secret", secret: true)).Resource;
        Allocate((OpenCodeResource)agent);
        var text = await agent.GetConnectionStringAsync(cancellationToken);
        var options = OpenCodeClientOptions.FromConnectionString(text!);
        Assert.That((options.BaseUrl, options.Username, options.Password), Is.EqualTo((new Uri("http://127.0.0.1:5123"), "opencode", "a;b=\"c\" 'd' {e}")));
        var properties = new Dictionary<string, string?>();
        foreach (var property in agent.GetConnectionProperties())
        {
            properties[property.Key] = await property.Value.GetValueAsync(cancellationToken);
        }

        Assert.That(properties, Is.EqualTo(new Dictionary<string, string?>
        {
            ["Uri"] = "http://127.0.0.1:5123",
            ["Host"] = "127.0.0.1",
            ["Port"] = "5123",
            ["Username"] = "opencode",
            ["Password"] = "a;b=\"c\" 'd' {e}",
        }));
    }

    /// <summary>Any password that HTTP Basic allows comes out as it went in.</summary>
    [Test]
    public void Every_password_survives() => Gen.Select(Gen.Char[" ;=\"'{}\\,&%:@/?#aé漢\u00a0"], Gen.Char[' ', '~']).Select((a, b) => $"{a}{b}").Array[1, 12].Select(string.Concat).Sample(password =>
    {
        var pair = new PasswordPair(new ParameterResource("password", _ => password, secret: true));
        var text = $"Endpoint=http://127.0.0.1:4096;{pair.GetValueAsync().AsTask().GetAwaiter().GetResult()}";
        return OpenCodeClientOptions.FromConnectionString(text).Password == password;
    });

    [Test]
    public async Task A_reference_gives_a_project_the_connection_string(CancellationToken cancellationToken)
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var agent = builder.AddOpenCode("agent", port: 5123);
        Allocate(agent.Resource);
        var other = builder.AddExecutable("other", "sh", ".").WithReference(agent);
        var resolved = await ExecutionConfigurationBuilder.Create(other.Resource).WithEnvironmentVariablesConfig().BuildAsync(builder.ExecutionContext, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, cancellationToken);
        var password = await agent.Resource.Password.GetValueAsync(cancellationToken);
        var variables = resolved.EnvironmentVariables.ToDictionary();
        Assert.That(variables["ConnectionStrings__agent"], Is.EqualTo($"Endpoint=http://127.0.0.1:5123;Password={password}"));
        Assert.That(variables["AGENT_URI"], Is.EqualTo("http://127.0.0.1:5123"));
        Assert.That(password, Has.Length.GreaterThanOrEqualTo(22));
    }

    [Test]
    public async Task A_published_application_has_a_connection_string_instead(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opencode-manifest-");
        try
        {
            var manifest = Path.Combine(folder.FullName, "manifest.json");
            var builder = DistributedApplication.CreateBuilder(["--operation", "publish", "--publisher", "manifest", "--output-path", manifest]);
            var agent = builder.AddOpenCode("agent").WithModel("demo/scripted");
            builder.AddContainer("other", "image").WithReference(agent);
            await using var application = builder.Build();
            await application.RunAsync(cancellationToken);
            var resources = Repository.ParseJson(await File.ReadAllTextAsync(manifest, cancellationToken))["resources"]!;
            Assert.That((string?)resources["agent"]!["type"], Is.EqualTo("parameter.v0"));
            Assert.That((string?)resources["other"]!["env"]!["ConnectionStrings__agent"], Is.EqualTo("{agent.connectionString}"));
            Assert.That(resources.Children(), Has.Exactly(2).Items, "No password of a server that does not exist.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Options_are_layered_and_new_for_each_start()
    {
        var agent = DistributedApplication.CreateBuilder([]).AddOpenCode("agent").WithConfig(new Config { Model = "a/b", SmallModel = "a/c" }).WithModel("d/e").WithDataDirectory("data").WithWorkingDirectory("work").WithUnattended(false);
        var options = agent.Resource.Setup.CreateOptions();
        var folder = agent.ApplicationBuilder.AppHostDirectory;
        Assert.That((options.Config!.Model, options.Config.SmallModel, options.Unattended), Is.EqualTo(("d/e", "a/c", false)));
        Assert.That((options.DataDirectory, options.WorkingDirectory), Is.EqualTo((Path.Combine(folder, "data"), Path.Combine(folder, "work"))));
        Assert.That(agent.Resource.Setup.CreateOptions(), Is.Not.SameAs(options));
        Assert.That(DistributedApplication.CreateBuilder([]).AddOpenCode("agent").Resource.Setup.CreateOptions() is { Unattended: true, WorkingDirectory.Length: > 0 }, Is.True);
    }

    [TestCase("Hostname")]
    [TestCase("Port")]
    [TestCase("PortFallback")]
    [TestCase("Password")]
    public void Options_of_the_resource_itself_are_refused(string name)
    {
        var agent = DistributedApplication.CreateBuilder([]).AddOpenCode("agent").WithServerOptions(options => _ = name switch
        {
            "Hostname" => options.Hostname = "0.0.0.0",
            "Port" => options.Port = 5,
            "PortFallback" => options.PortFallback = true,
            _ => (object)(options.Password = "hunter2"),
        });
        Assert.That(Assert.Throws<ArgumentException>(() => agent.Resource.Setup.CreateOptions())!.Message, Does.StartWith($"{name} cannot be set").And.Not.Contain("hunter2"));
    }

    [Test]
    public void Bad_arguments_are_refused()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var agent = builder.AddOpenCode("agent");
        Assert.Throws<ArgumentNullException>(() => ((IDistributedApplicationBuilder)null!).AddOpenCode("agent"));
        Assert.Throws<ArgumentException>(() => builder.AddOpenCode(string.Empty));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddOpenCode("one", port: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddOpenCode("two", port: 65_536));
        Assert.That(() => agent.WithModel("no-slash"), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<FormatException>());
        Assert.Throws<ArgumentNullException>(() => agent.WithConfig(null!));
        Assert.Throws<ArgumentException>(() => agent.WithDataDirectory(""));
        Assert.Throws<ArgumentException>(() => agent.WithWorkingDirectory(""));
        Assert.Throws<ArgumentException>(() => agent.WithExecutable(""));
        Assert.Throws<ArgumentNullException>(() => agent.WithPassword(null!));
        Assert.Throws<ArgumentNullException>(() => agent.WithServerOptions(null!));
    }

    private static void Allocate(OpenCodeResource agent)
    {
        var endpoint = agent.PrimaryEndpoint.EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port!.Value);
    }
}
