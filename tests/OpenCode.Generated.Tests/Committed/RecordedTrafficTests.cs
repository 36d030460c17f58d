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

    /// <summary>
    /// A number between the years 2001 and 2100 is hardly a count. What a member is for, a reader says when it gets a text instead.
    /// Free-form JSON, which tools report, has no types.
    /// </summary>
    [Test]
    public void Every_number_that_looks_like_a_time_is_declared_as_one()
    {
        var numbers = _traffic.Everything
            .Concat(TurnRecording.Load().SelectMany(turn => turn.Everything))
            .SelectMany(item => TimeNumbers.In(item.Type, item.Json))
            .ToList();
        Assert.That(numbers.Count(number => number.IsTime), Is.GreaterThan(100));
        Assert.That(numbers.Where(number => !number.IsTime).Select(number => number.Path).Distinct(), Is.Empty);
    }
}
