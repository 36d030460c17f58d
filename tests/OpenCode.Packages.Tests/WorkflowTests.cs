using System.Text.RegularExpressions;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>A tag can be moved to other code after it was reviewed; a commit cannot.</summary>
public sealed partial class WorkflowTests
{
    private static string[] Workflows => Directory.GetFiles(Repository.File(".github/workflows"), "*.yml");

    [TestCaseSource(nameof(Workflows))]
    public void Each_action_is_pinned_to_a_commit_and_names_its_version(string workflow)
    {
        var uses = File.ReadLines(workflow).Where(line => UsesLine().IsMatch(line)).ToList();
        Assert.That(uses, Is.Not.Empty);
        Assert.That(uses, Has.All.Match(@"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$"));
    }

    [TestCaseSource(nameof(Workflows))]
    public void Each_workflow_may_only_read_unless_a_job_says_more(string workflow) =>
        Assert.That(File.ReadAllText(workflow), Does.Contain("\npermissions:\n  contents: read\n"));

    /// <summary>One version everywhere, and one commit for each version.</summary>
    [Test]
    public void All_workflows_use_the_same_commit_of_an_action()
    {
        var pins = Workflows.SelectMany(File.ReadLines).Select(line => UsesLine().Match(line)).Where(match => match.Success)
            .GroupBy(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Assert.That(pins.Where(pin => pin.Distinct().Count() > 1).Select(pin => pin.Key), Is.Empty);
    }

    [GeneratedRegex(@"^\s*(?:- )?uses:\s*([^@\s]+)(.*)$")]
    private static partial Regex UsesLine();
}
