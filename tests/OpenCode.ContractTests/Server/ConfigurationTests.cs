using OpenCode.Asks;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Server;

/// <summary>Configurations as the live server takes them.</summary>
[CancelAfter(2 * TestTimeout.Milliseconds)]
[Parallelizable]
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

    /// <summary>What the server makes of the order of permissions, of their size, and of its own variable.</summary>
    [TestCase(""" "allow" """, "allow", "deny")]
    [TestCase(""" {"bash":{"*":"deny","ls *":"allow"},"*":"allow"} """, "allow", "deny")]
    [TestCase(""" {"*":"allow","bash":{"*":"deny","ls *":"allow"}} """, "deny", "deny")]
    [TestCase(""" {"*":"allow","question":"ask","bash":"deny"} """, "deny", "ask")]
    public async Task The_rules_of_the_caller_apply_as_they_are_written(string permissions, string bash, string question, CancellationToken cancellationToken)
    {
        var options = LiveServer.Options() with { Unattended = true, ConfigJson = $$"""{"permission":{{permissions}}}""" };
        options.Config = options.Config! with
        {
            Permission = null,
            Agent = new()
            {
                Build = new() { Prompt = new string('p', 200_000), Permission = new PermissionConfigByTool { Webfetch = PermissionActionConfig.Deny } },
            },
        };
        options.Environment = new Dictionary<string, string?>(options.Environment)
        {
            ["OPENCODE_CONFIG_CONTENT"] = """{"permission":{"bash":"allow","question":"allow","external_directory":"allow","*":"allow"},"agent":{"build":{"permission":"allow"}}}""",
        };
        await using var opencode = await OpenCodeInstance.StartAsync(options, cancellationToken);
        var agents = await opencode.Client.App.AgentsAsync(cancellationToken);
        var build = agents.Single(agent => agent.Name == "build");
        Assert.That(build.Prompt, Has.Length.EqualTo(200_000));
        Assert.That((Action(build, "external_directory", "/elsewhere/*"), Action(build, "doom_loop", "x"), Action(build, "question", "x"), Action(build, "webfetch", "x")), Is.EqualTo(("deny", "deny", question, "deny")));

        // This agent has no rules of its own in the configuration.
        var general = agents.Single(agent => agent.Name == "general");
        Assert.That(Action(general, "bash", "rm x"), Is.EqualTo(bash));

        static string Action(Agent agent, string tool, string pattern) =>
            agent.Permission.Last(rule => PermissionRules.Matches(rule.Permission, tool) && PermissionRules.Matches(rule.Pattern, pattern)).Action.Value;
    }
}
