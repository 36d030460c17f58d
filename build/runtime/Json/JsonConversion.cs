namespace OpenCode.Models;

/// <summary>Reads whole values and adds the location to failures.</summary>
internal static class JsonConversion
{
    public static T Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options, ModelReader<T> read)
    {
        var start = reader;
        try
        {
            return Read(ref reader, ReferenceEquals(options, OpenCodeJson.StrictOptions) ? new JsonReading { IsStrict = true } : null, read);
        }
        catch (Exception e) when (JsonLocation.CanDescribe(e))
        {
            throw JsonLocation.Describe(e, start, reader.TokenStartIndex);
        }
    }

    /// <summary>
    /// Reads a value that must be recognizable. If it is not, the value is read strictly to determine the reason.
    /// </summary>
    public static T Read<T>(ref Utf8JsonReader reader, JsonReading? reading, ModelReader<T> read)
    {
        var start = reader;
        var value = read(ref reader, reading);
        if (value is IRecognizable { IsRecognized: false })
        {
            reader = start;
            read(ref reader, new JsonReading { IsStrict = true });
        }

        return value;
    }
}
