using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;

namespace OpenCode;

/// <summary>Provides the tokens of UTF-8 JSON to Newtonsoft.Json without loss.</summary>
internal sealed class Utf8TokenReader : JsonReader
{
    /// <summary>The maximum depth, which is the same as that of the models.</summary>
    public const int DefaultMaxDepth = 256;

    private readonly byte[] _json;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = DefaultMaxDepth });
    private int _start;
    private int _end;

    public Utf8TokenReader(byte[] json)
    {
        _json = json;
        DateParseHandling = DateParseHandling.None;
        MaxDepth = DefaultMaxDepth;
    }

    /// <summary>The token as it appears in the JSON.</summary>
    public ReadOnlySpan<byte> Token => _json.AsSpan(_start, _end - _start);

    public override bool Read()
    {
        var reader = Resume();
        try
        {
            if (!reader.Read())
            {
                SetToken(JsonToken.None);
                return false;
            }
        }
        catch (System.Text.Json.JsonException e)
        {
            throw Malformed(e);
        }

        Advance(ref reader);
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                SetToken(JsonToken.PropertyName, HalfCharacter.Read(ref reader));
                break;
            case JsonTokenType.String:
                SetToken(JsonToken.String, HalfCharacter.Read(ref reader));
                break;
            case JsonTokenType.Number:
                var number = Number(ref reader);
                SetToken(number is double or decimal ? JsonToken.Float : JsonToken.Integer, number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                SetToken(JsonToken.Boolean, reader.GetBoolean());
                break;
            default:
                SetToken(Structure(reader.TokenType));
                break;
        }

        return true;
    }

    /// <summary>Returns the JSON of the current value. The reader moves to the end of the value.</summary>
    public ReadOnlySpan<byte> ReadValue()
    {
        var start = _start;
        if (TokenType is JsonToken.StartObject or JsonToken.StartArray)
        {
            var reader = Resume();
            try
            {
                reader.Skip();
            }
            catch (System.Text.Json.JsonException e)
            {
                throw Malformed(e);
            }

            Advance(ref reader);
            SetToken(Structure(reader.TokenType));
        }

        return _json.AsSpan(start, _end - start);
    }

    private static JsonToken Structure(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => JsonToken.StartObject,
        JsonTokenType.EndObject => JsonToken.EndObject,
        JsonTokenType.StartArray => JsonToken.StartArray,
        JsonTokenType.EndArray => JsonToken.EndArray,
        _ => JsonToken.Null,
    };

    /// <summary>Returns a double, as Newtonsoft.Json does, unless digits would be lost.</summary>
    private static object Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        if (text.IndexOfAny(['.', 'e', 'E']) < 0)
        {
            return BigInteger.Parse(text, CultureInfo.InvariantCulture);
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var digits)
            && !(decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var same) && same == digits)
            ? digits
            : number;
    }

    private Utf8JsonReader Resume() => new(_json.AsSpan(_end), isFinalBlock: true, _state);

    private void Advance(ref Utf8JsonReader reader)
    {
        _start = _end + (int)reader.TokenStartIndex;
        _end += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private JsonReaderException Malformed(System.Text.Json.JsonException e) =>
        new($"{e.Message} Path '{Path}'.", Path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0), e);
}
