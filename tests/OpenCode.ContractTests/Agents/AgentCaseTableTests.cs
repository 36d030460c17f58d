using System.Reflection;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Agents;

/// <summary>The list of the conformance cases in <c>docs/agents.md</c> is that of the tests here.</summary>
public sealed class AgentCaseTableTests
{
    private const int Published = 17;

    [Test]
    public void Each_case_is_a_test_and_each_test_a_case()
    {
        var rows = File.ReadAllLines(Repository.File("docs/agents.md")).SkipWhile(l => l != "## Conformance")
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split(" | ")).ToList();
        Assert.That(rows, Has.Count.EqualTo(Published));
        Assert.That(rows.Select(r => r[0]), Is.Unique);
        var tests = typeof(AgentCases).GetMethods().Where(m => m.GetCustomAttribute<TestAttribute>() is not null).Select(m => $"`{m.Name}`");
        Assert.That(rows.Select(r => r[1]).Distinct(), Is.EquivalentTo(tests));
    }
}
