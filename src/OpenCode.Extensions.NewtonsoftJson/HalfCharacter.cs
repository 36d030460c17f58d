using System.Text;
using System.Text.Json;
using Newtonsoft.Json;

namespace OpenCode;

/// <summary>
/// Handles lone surrogates. The server truncates texts by UTF-16 code units and sends the remaining half of a surrogate pair as
/// <c>\ud83d</c>. UTF-8 can't represent it in any other form.
/// </summary>
internal static class HalfCharacter
{
    /// <summary>Writes text with escaped lone surrogates.</summary>
    public static void Keep(JsonWriter writer, string text, Action<JsonWriter, string> write)
    {
        var handling = writer.StringEscapeHandling;
        if (IndexIn(text, 0) < 0 || handling == StringEscapeHandling.EscapeNonAscii)
        {
            write(writer, text);
            return;
        }

        writer.StringEscapeHandling = StringEscapeHandling.EscapeNonAscii;
        try
        {
            write(writer, text);
        }
        finally
        {
            writer.StringEscapeHandling = handling;
        }
    }

    /// <summary>Replaces lone surrogates in JSON with escape sequences.</summary>
    public static string Escape(string json)
    {
        var next = IndexIn(json, 0);
        if (next < 0)
        {
            return json;
        }

        var escaped = new StringBuilder(json.Length + 16);
        var start = 0;
        for (; next >= 0; next = IndexIn(json, start))
        {
            escaped.Append(json, start, next - start).Append("\\u").Append(((int)json[next]).ToString("x4"));
            start = next + 1;
        }

        return escaped.Append(json, start, json.Length - start).ToString();
    }

    /// <summary>Returns the current string or property name of a reader. System.Text.Json rejects lone surrogates.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0)
        {
            return Unescape(Encoding.UTF8.GetString(reader.ValueSpan));
        }

        return reader.GetString()!;
    }

    private static int IndexIn(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Unescapes a string without its quotation marks. The reader has already validated the escape sequences.</summary>
    private static string Unescape(string raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)Convert.ToInt32(raw.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(Simple(raw[i]));
            }
        }

        return text.ToString();
    }

    private static char Simple(char escaped) => escaped switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => escaped,
    };
}
