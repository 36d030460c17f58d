using System.Text;
using System.Text.Json.Nodes;
using OpenCode.Benchmarks.Recorded;
using OpenCode.Models;

namespace OpenCode.Benchmarks.Tests;

/// <summary>The recorded stream is what a session is like.</summary>
public sealed class RecordingTests
{
    private readonly Recording _recording = Recording.Load();

    [Test]
    public void The_recording_has_events_of_many_types_and_many_deltas() => Assert.Multiple(() =>
    {
        Assert.That(_recording.Events, Has.Count.AtLeast(39));
        Assert.That(_recording.Deltas, Has.Count.AtLeast(10));
        Assert.That(_recording.Events.Select(Read).Select(e => e.GetType()).Distinct().Count(), Is.AtLeast(10));
        Assert.That(_recording.Events.Select(Read), Has.None.TypeOf<UnknownEvent>());
    });

    [Test]
    public void Messages_have_identifiers_of_their_own_and_the_wanted_size()
    {
        var count = _recording.Messages.CountOf(100_000);
        var list = _recording.Messages.List(0, count);
        var ids = JsonNode.Parse(list)!.AsArray().Select(message => (string)message!["info"]!["id"]!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(ids, Has.Count.EqualTo(count));
            Assert.That(ids, Is.Unique);
            Assert.That(list.Length, Is.EqualTo(100_000).Within(5_000));
        });
    }

    [Test]
    public void The_recording_names_no_folder_of_a_machine() =>
        Assert.That(string.Concat(_recording.Events.Select(Encoding.UTF8.GetString)), Does.Not.Contain("/tmp").And.Not.Contain("/home"));

    private static Event Read(byte[] json) => OpenCodeJson.Read(json, Event.ReadFrom);
}
