using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;

namespace OpenCode.Generated.Tests.Fuzzing;

/// <summary>Writes JSON in one of the ways in which it can be written: with escape sequences in texts and names, and with white space.</summary>
internal sealed class FuzzText(Random random)
{
    /// <summary>Begins the name of a member that is there twice, which <see cref="JObject"/> can't contain.</summary>
    private const string DoubleMark = "\u0001double ";

    private readonly StringBuilder _text = new();

    private readonly int _escapes = random.Next(3) == 0 ? 8 : int.MaxValue;

    private readonly int _spaces = random.Next(4) == 0 ? 6 : int.MaxValue;

    /// <summary>The name of a member that is written as <paramref name="name"/> once more.</summary>
    public static string Double(string name) => DoubleMark + Single(name);

    public byte[] Write(JToken token)
    {
        Append(token);
        return Encoding.UTF8.GetBytes(_text.ToString());
    }

    private static string Single(string name) => name.StartsWith(DoubleMark, StringComparison.Ordinal) ? name[DoubleMark.Length..] : name;

    private void Append(JToken token)
    {
        Space();
        switch (token)
        {
            case JObject members:
                AppendAll('{', members.Properties(), AppendMember, '}');
                break;
            case JArray items:
                AppendAll('[', items, Append, ']');
                break;
            case JValue { Type: JTokenType.String, Value: string text }:
                Quote(text);
                break;
            default:
                _text.Append(token.ToString(Newtonsoft.Json.Formatting.None));
                break;
        }

        Space();
    }

    private void AppendMember(JProperty member)
    {
        Space();
        Quote(Single(member.Name));
        Space();
        _text.Append(':');
        Append(member.Value);
    }

    private void AppendAll<T>(char start, IEnumerable<T> items, Action<T> append, char end)
    {
        _text.Append(start);
        var isFirst = true;
        foreach (var item in items)
        {
            _text.Append(isFirst ? "" : ",");
            isFirst = false;
            append(item);
        }

        _text.Append(end);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                _text.Append(text, i++, 2);
            }
            else if (text[i] is < ' ' or '"' or '\\' || char.IsSurrogate(text[i]) || random.Next(_escapes) == 0)
            {
                _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                _text.Append(text[i]);
            }
        }

        _text.Append('"');
    }

    private void Space()
    {
        if (random.Next(_spaces) == 0)
        {
            _text.Append(" \n\t\r"[random.Next(4)]);
        }
    }
}
