using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>
/// What a real server sent, recorded by the contract tests (see docs/testing.md): all of it is known, and comes out as it
/// went in.
/// </summary>
public sealed class RecordedTrafficTests
{
    private readonly Traffic _traffic = Traffic.Load("tests/OpenCode.Generated.Tests/Committed/Fixtures/traffic.json");

    [Test]
    public void It_is_of_the_pinned_server() =>
        Assert.That(_traffic.Server, Is.EqualTo((string?)Repository.Lock["server"]));

    [Test]
    public void There_is_enough_of_it()
    {
        Assert.That(_traffic.Answers.Select(a => a.Route).Distinct().Count(), Is.GreaterThan(20));
        Assert.That(_traffic.Events.Select(e => e.Route).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void All_of_it_is_known_and_written_as_it_was_read() => Assert.That(_traffic.Flaws(), Is.Empty);
}
