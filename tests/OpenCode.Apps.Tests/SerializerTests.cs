using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Apps.Tests;

/// <summary>System.Text.Json as applications call it: with no options, with options of their own, with generated metadata.</summary>
public sealed class SerializerTests
{
    private static readonly JsonSerializerOptions?[] s_options =
    [
        null,
        JsonSerializerOptions.Web,
        new(LetterContext.Default.Options),
        new() { TypeInfoResolver = LetterContext.Default, WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper },
        new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull, DictionaryKeyPolicy = JsonNamingPolicy.CamelCase },
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.WriteAsString | System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString },
        new() { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow },
    ];

    [TestCaseSource(nameof(s_options))]
    public void Messages_arrive(JsonSerializerOptions? options)
    {
        var json = JsonSerializer.Serialize(Recorded.All, options);
        Recorded.AssertArrived(JsonSerializer.Deserialize<List<MessageWithParts>>(json, options), Recorded.All);
        Recorded.AssertArrived(JsonSerializer.Deserialize<IReadOnlyList<MessageWithParts>>(json, options), Recorded.All);
    }

    [TestCaseSource(nameof(s_options))]
    public void A_letter_arrives(JsonSerializerOptions? options) =>
        JsonSerializer.Deserialize<Letter>(JsonSerializer.Serialize(Letter.Sample, options), options)!.AssertIsSample();

    [Test]
    public void Generated_metadata_knows_the_models()
    {
        var context = LetterContext.Default;
        Recorded.AssertArrived(JsonSerializer.Deserialize(JsonSerializer.Serialize([.. Recorded.All], context.ListMessageWithParts), context.ListMessageWithParts), Recorded.All);
        Recorded.AssertArrived([JsonSerializer.Deserialize(JsonSerializer.Serialize(Recorded.Part, context.Part), context.Part)!], [Recorded.Part]);
        Recorded.AssertArrived(Recorded.Events.Select(e => JsonSerializer.Deserialize(JsonSerializer.Serialize(e, context.Event), context.Event)!), Recorded.Events);
        JsonSerializer.Deserialize(JsonSerializer.Serialize(Letter.Sample, context.Letter), context.Letter)!.AssertIsSample();
        Assert.That(JsonSerializer.Deserialize("null", context.NullableModelStatus), Is.Null);
    }

    [TestCaseSource(nameof(s_options))]
    public void An_open_enumeration_is_a_key(JsonSerializerOptions? options)
    {
        var counts = new Dictionary<ModelStatus, int> { [ModelStatus.Alpha] = 1, ["Newer \"status\" é"] = 2 };
        Assert.That(JsonSerializer.Deserialize<Dictionary<ModelStatus, int>>(JsonSerializer.Serialize(counts, options), options), Is.EqualTo(counts));
    }

    [Test]
    public async Task Streams_that_come_in_pieces_are_read()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Recorded.All);
        await using var pieces = new PieceStream(json);
        Recorded.AssertArrived(await JsonSerializer.DeserializeAsync<List<MessageWithParts>>(pieces), Recorded.All);
    }

    /// <summary>Gives a few bytes at a time, as networks do.</summary>
    private sealed class PieceStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
