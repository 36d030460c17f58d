using System.Reflection;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Chat;

/// <summary>The list of the integration tests of dotnet/extensions in <c>docs/chat-client.md</c> is that of the tests here.</summary>
public sealed class PublishedCaseTests
{
    private const int Published = 45;

    private static readonly Type[] s_fixtures = [typeof(ChatBasicsTests), typeof(ChatFunctionTests), typeof(ChatPipelineTests), typeof(ChatStructuredTests), typeof(ChatReducerTests)];

    [Test]
    public void Each_published_case_is_a_test_or_has_a_reason()
    {
        var rows = File.ReadAllLines(Repository.File("docs/chat-client.md")).SkipWhile(l => l != "## The published cases").TakeWhile(l => l != "## Compared with two others")
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split(" | ")).ToList();
        Assert.That(rows.Select(r => r[0]).Distinct().Count(), Is.EqualTo(Published));
        Assert.That(rows, Has.Count.EqualTo(Published));
        var tests = s_fixtures.SelectMany(f => f.GetMethods()).Where(m => m.GetCustomAttribute<TestAttribute>() is not null).Select(m => $"`{m.DeclaringType!.Name}.{m.Name}`").ToList();
        Assert.That(rows.Select(r => r[1]).Where(r => r.StartsWith('`')), Is.SubsetOf(tests).And.Unique);
        Assert.That(rows.Select(r => r[1]).Where(r => !r.StartsWith('`')), Is.All.Length.GreaterThan(20), "A reason is a sentence.");
    }
}
