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

        List<T>? list = null;
        List<UnreadableItem>? unreadable = null;
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = reader;
            try
            {
                (list ??= []).Add(JsonMember.Recognize(read(ref reader, reading)));
            }
            catch (Exception e) when (CanContinue(e, reading, ref start))
            {
                (unreadable ??= []).Add(Skip(ref reader, start, index, null, e, reading));
            }
        }

        IReadOnlyList<T> items = (IReadOnlyList<T>?)list ?? [];
        return unreadable is null ? items : new PartialList<T>(items, unreadable);
    }

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
            catch (Exception e) when (CanContinue(e, reading, ref start))
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
    private static bool CanContinue(Exception failure, JsonReading? reading, ref Utf8JsonReader start)
    {
        if (reading is { IsStrict: true } || !JsonLocation.CanDescribe(failure))
        {
            return false;
        }

        try
        {
            var item = start;
            return item.TrySkip();
        }
        catch (JsonException)
        {
            // The JSON itself is malformed. This failure reports that, or an earlier failure does.
            return false;
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
