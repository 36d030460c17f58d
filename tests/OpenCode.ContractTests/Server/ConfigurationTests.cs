using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Configurations as the live server takes them.</summary>
[CancelAfter(2 * TestTimeout.Milliseconds)]
[Platform(Include = "Linux")]
public sealed class ConfigurationTests
{
    [TestCase(200_000)]
    [TestCase(2_000_000)]
    public async Task A_configuration_of_any_size_reaches_the_server_and_no_file_stays(int size, CancellationToken cancellationToken)
    {
        var prompt = new string('p', size - 1) + "\u00e9";
        var options = LiveServer.Options();
        options.Config = options.Config! with
        {
            Agent = new() { AdditionalProperties = new Dictionary<string, AgentConfig?> { ["large"] = new() { Prompt = prompt, Description = "Has much to say" } } },
            Username = "somebody",
        };
        string? file;
        await using (var opencode = await OpenCodeInstance.StartAsync(options, cancellationToken))
        {
            var config = await opencode.Client.Config.GetAsync(cancellationToken);
            Assert.That(config.Username, Is.EqualTo("somebody"));
            Assert.That(config.Agent!.AdditionalProperties!["large"]!.Prompt, Is.EqualTo(prompt));
            Assert.That((await opencode.Client.App.AgentsAsync(cancellationToken)).Single(agent => agent.Name == "large").Prompt, Is.EqualTo(prompt));
            file = File.ReadAllText($"/proc/{opencode.Server.ProcessId}/environ").Split('\0').Single(variable => variable.StartsWith("OPENCODE_CONFIG=", StringComparison.Ordinal)).Split('=')[1];
            Assert.That(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That(Directory.Exists(Path.GetDirectoryName(file)), Is.False);
    }

    [Test]
    public async Task What_the_environment_contains_is_laid_under_ours_and_unattended_between_them(CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Unattended = true, ConfigJson = """{ /* mine */ "username": "json" }""" };
        options.Environment = new Dictionary<string, string?>(options.Environment) { ["OPENCODE_CONFIG_CONTENT"] = """{"username":"inherited","share":"auto","permission":"ask","agent":{"helper":{"prompt":"Help."}}}""" };
        await using var opencode = await OpenCodeInstance.StartAsync(options, cancellationToken);
        var config = await opencode.Client.Config.GetAsync(cancellationToken);
        Assert.That((config.Username, config.Share, config.Model), Is.EqualTo(("json", (ConfigShare?)ConfigShare.Disabled, options.Config!.Model)));
        Assert.That(config.Autoupdate?.Boolean, Is.False);
        Assert.That(config.Agent!.AdditionalProperties!["helper"]!.Prompt, Is.EqualTo("Help."));
        Assert.That(config.Permission!.Object!.Question, Is.EqualTo(PermissionActionConfig.Deny));
    }
}
