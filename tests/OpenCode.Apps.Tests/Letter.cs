using System.Text.Json;
using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode.Apps.Tests;

/// <summary>What an application has of its own around models.</summary>
public sealed record Letter
{
    public required DateTime SentAt { get; init; }

    public MessageWithParts? Message { get; init; }

    public Part? Part { get; init; }

    public TextPart? Text { get; init; }

    public ModelStatus? Status { get; init; }

    public Dictionary<ModelStatus, int> Counts { get; init; } = [];

    public static Letter Sample => new()
    {
        SentAt = new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Message = Recorded.Hard,
        Part = Recorded.Part,
        Text = (TextPart)Recorded.Part,
        Status = "ne\ud83dwer",
        // System.Text.Json itself refuses half characters in the keys of dictionaries.
        Counts = { [ModelStatus.Beta] = 1, ["newer"] = 2 },
    };

    public void AssertIsSample()
    {
        Recorded.AssertArrived([Message!, Part!, Text!], [Recorded.Hard, Recorded.Part, Recorded.Part]);
        Assert.That((SentAt, Status), Is.EqualTo((Sample.SentAt, Sample.Status)));
        Assert.That(Counts, Is.EqualTo(Sample.Counts));
    }
}

/// <summary>An application's own generated metadata.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(List<MessageWithParts>))]
[JsonSerializable(typeof(IReadOnlyList<MessageWithParts>))]
[JsonSerializable(typeof(Part))]
[JsonSerializable(typeof(Event))]
[JsonSerializable(typeof(ModelStatus?))]
[JsonSerializable(typeof(Dictionary<ModelStatus, int>))]
[JsonSerializable(typeof(Letter))]
public sealed partial class LetterContext : JsonSerializerContext;
