using Newtonsoft.Json.Linq;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests.Fuzzing;

/// <summary>A document of a schema with a few changes. The same seed and index give the same document.</summary>
internal sealed class FuzzDocument
{
    private const int Turns = 12;

    private static readonly string[] s_values =
    [
        "null", "true", "\"text\"", "\"\"", "[]", "{}", "[null]", "[{}]", "{\"type\":\"text\"}", "-0", "3.0", "1E+2", "1e-400", "1e400", "-1e400",
        "9007199254740993", "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890", "0.1234567890123456789",
        "1.7976931348623157e308", "\"\\ud83d\"", "\"\\udc00\\ud83d \\ud83d\\ude00\"",
    ];

    private static readonly string[] s_names = ["type", "id", "", "role", "from the future", "é", "\ud83d", "a.b", "\"\\\n"];

    private static readonly Dictionary<(string Schema, int Turn), JToken> s_samples = [];

    private readonly Random _random;

    public FuzzDocument(int seed, int index)
    {
        _random = new Random(HashCode(seed, index));
        Schema = Schemas.Names[_random.Next(Schemas.Names.Count)];
        var root = new JArray(Sample(Schema, _random.Next(Turns * 2)).DeepClone());
        Changes = _random.Next(5);
        for (var i = 0; i < Changes; i++)
        {
            Change(root);
        }

        var text = new FuzzText(_random);
        Utf8 = text.Write(root[0]);
        if (_random.Next(6) == 0)
        {
            Utf8 = Damage(Utf8);
            Changes++;
        }
    }

    public string Schema { get; }

    public byte[] Utf8 { get; }

    /// <summary>Whether something follows the value, which Newtonsoft does not always notice.</summary>
    public bool HasTail { get; private set; }

    /// <summary>How often the document was changed; if never, it is one of the schema.</summary>
    public int Changes { get; }

    /// <summary>The same in each process, unlike that of the framework.</summary>
    private static int HashCode(int seed, int index) => unchecked((seed * 397) ^ (index * (int)2654435761));

    private static JToken Sample(string schema, int turn)
    {
        if (!s_samples.TryGetValue((schema, turn), out var sample))
        {
            sample = new DocumentSamples(Repository.Document, turn / 2, optional: turn % 2 == 0).Create(schema);
            s_samples.Add((schema, turn), sample);
        }

        return sample;
    }

    private void Change(JArray root)
    {
        var places = root.Descendants().Where(t => t is not JProperty).ToList();
        if (places.Count == 0)
        {
            return;
        }

        var place = places[_random.Next(places.Count)];
        switch (_random.Next(7))
        {
            case 0 when place.Parent is JProperty member:
                member.Remove();
                break;
            case 1 when place.Parent is JProperty { Parent: JObject owner } member:
                Rename(owner, member);
                break;
            case 2 when place.Parent is JProperty { Parent: JObject owner }:
                owner[FuzzText.Double(Pick([.. owner.Properties().Select(p => p.Name)]))] = new JRaw(Pick(s_values));
                break;
            case 3:
                place.Replace(places[_random.Next(places.Count)].DeepClone());
                break;
            case 4 when _random.Next(4) == 0:
                var depth = _random.Next(2) == 0 ? 200 : 300;
                place.Replace(new JRaw(new string('[', depth) + new string(']', depth)));
                break;
            default:
                place.Replace(new JRaw(Pick(s_values)));
                break;
        }
    }

    private void Rename(JObject owner, JProperty member)
    {
        var name = Pick(s_names);
        if (owner.Property(name) is null)
        {
            member.Replace(new JProperty(name, member.Value));
        }
    }

    /// <summary>Makes it something that is no JSON, or no UTF-8.</summary>
    private byte[] Damage(byte[] utf8)
    {
        var at = _random.Next(utf8.Length);
        var kind = _random.Next(3);
        HasTail = kind == 1;
        return kind switch
        {
            // Newtonsoft takes "1." for a number, so that only what has an end is cut.
            0 when utf8[0] is (byte)'{' or (byte)'[' or (byte)'"' => utf8[..at],
            1 => [.. utf8, .. Pick(["}", "{}", " 1", "]"]).Select(c => (byte)c)],
            _ => [.. utf8[..at], .. Pick<byte[]>([[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0x80]]), .. utf8[at..]],
        };
    }

    private T Pick<T>(T[] items) => items[_random.Next(items.Length)];
}
