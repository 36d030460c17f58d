namespace OpenCode.Models;

/// <summary>Reads and writes lists and dictionaries. An item that can't be read does not affect the others.</summary>
internal static class JsonCollection
{
    public static IReadOnlyList<T> ReadList<T>(ref Utf8JsonReader reader, ModelReader<T> read, JsonReading? reading)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw JsonRead.Unexpected(ref reader, "an array");
        }

        return NextItem(ref reader) ? ReadItems(ref reader, read, reading) : [];
    }

    /// <summary>Reads the items from the current one. An item that can't be read is found again from the first one.</summary>
    private static IReadOnlyList<T> ReadItems<T>(ref Utf8JsonReader reader, ModelReader<T> read, JsonReading? reading)
    {
        var list = new List<T>();
        var first = reader;
        try
        {
            do
            {
                list.Add(JsonMember.Recognize(read(ref reader, reading)));
            }
            while (NextItem(ref reader));

            return list;
        }
        catch (Exception e) when (CanContinue(e, reading, first, list.Count))
        {
            return ReadPartialList(ref reader, first, list, read, e, reading);
        }
    }

    /// <summary>Reads the items from the first one that can't be read, which follows the items of the list.</summary>
    private static PartialList<T> ReadPartialList<T>(
        ref Utf8JsonReader reader,
        Utf8JsonReader first,
        List<T> list,
        ModelReader<T> read,
        Exception failure,
        JsonReading? reading)
    {
        SkipItems(ref first, list.Count);
        var unreadable = new List<UnreadableItem> { Skip(ref reader, first, list.Count, null, failure, reading) };
        for (var index = list.Count + 1; NextItem(ref reader); index++)
        {
            var start = reader;
            try
            {
                list.Add(JsonMember.Recognize(read(ref reader, reading)));
            }
            catch (Exception e) when (CanContinue(e, reading, start))
            {
                unreadable.Add(Skip(ref reader, start, index, null, e, reading));
            }
        }

        return new PartialList<T>(list, unreadable);
    }

    private static bool NextItem(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    public static IReadOnlyDictionary<string, T> ReadMap<T>(ref Utf8JsonReader reader, ModelReader<T> read, JsonReading? reading)
    {
        JsonRead.StartObject(ref reader);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        List<UnreadableItem>? unreadable = null;
        for (var index = 0; JsonRead.NextMember(ref reader); index++)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            var start = reader;
            try
            {
                map[name] = JsonMember.Recognize(read(ref reader, reading));
                Forget(unreadable, name);
            }
            catch (Exception e) when (CanContinue(e, reading, start))
            {
                map.Remove(name);
                (unreadable ??= []).Add(Skip(ref reader, start, index, name, e, reading));
            }
        }

        return unreadable is null ? map : new PartialDictionary<T>(map, unreadable);
    }

    public static void WriteList<T>(Utf8JsonWriter writer, IReadOnlyList<T> list, ModelWriter<T> write)
    {
        var unreadable = list.GetUnreadableItems();
        var next = 0;
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            while (next < unreadable.Count && unreadable[next].Index == i + next)
            {
                JsonText.Write(writer, unreadable[next++].Json);
            }

            write(writer, list[i]);
        }

        for (; next < unreadable.Count; next++)
        {
            JsonText.Write(writer, unreadable[next].Json);
        }

        writer.WriteEndArray();
    }

    public static void WriteMap<T>(Utf8JsonWriter writer, IReadOnlyDictionary<string, T> map, ModelWriter<T> write)
    {
        writer.WriteStartObject();
        foreach (var member in map)
        {
            JsonText.WriteName(writer, member.Key);
            write(writer, member.Value);
        }

        foreach (var item in map.GetUnreadableItems())
        {
            JsonText.WriteName(writer, item.Key!);
            JsonText.Write(writer, item.Json);
        }

        writer.WriteEndObject();
    }

    /// <summary>
    /// Whether reading can continue after an item that can't be read. It can if the end of the item can be found.
    /// </summary>
    /// <param name="failure">The failure.</param>
    /// <param name="reading">The reading, which can be strict.</param>
    /// <param name="start">The position of the item, or of an item before it.</param>
    /// <param name="before">The number of items before the item.</param>
    private static bool CanContinue(Exception failure, JsonReading? reading, Utf8JsonReader start, int before = 0)
    {
        if (reading is { IsStrict: true } || !JsonLocation.CanDescribe(failure))
        {
            return false;
        }

        try
        {
            SkipItems(ref start, before);
            return start.TrySkip();
        }
        catch (JsonException)
        {
            // The JSON itself is malformed. This failure reports that, or an earlier failure does.
            return false;
        }
    }

    private static void SkipItems(ref Utf8JsonReader reader, int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Skip throws if the reader might receive more data.
            _ = reader.TrySkip() && reader.Read();
        }
    }

    /// <summary>Removes the unreadable values of a key. If a key is repeated, the last value counts.</summary>
    private static void Forget(List<UnreadableItem>? unreadable, string key) => unreadable?.RemoveAll(item => item.Key == key);

    private static UnreadableItem Skip(ref Utf8JsonReader reader, Utf8JsonReader start, int index, string? key, Exception failure, JsonReading? reading)
    {
        if (JsonReading.Collects(reading))
        {
            reading.Add(ref reader, null, failure.Message);
        }

        reader = start;
        return new UnreadableItem(index, key, JsonRead.Any(ref reader), failure.Message);
    }
}
