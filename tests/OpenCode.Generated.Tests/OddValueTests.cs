using System.Text;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.Generated.Tests;

/// <summary>One value that is not what the document promises does not hide the others, and nothing of it is lost: for every member of every schema.</summary>
public sealed class OddValueTests
{
    private static readonly string[] s_oddities = ["null", "\"text\"", "1.5", "true", "[]", "{}", "[null]", "{\"a\":1}", "1e400", "-1e300", "18446744073709551615", ""];

    private const int MaxPlaces = 150;

    [TestCaseSource(typeof(Schemas), nameof(Schemas.Names))]
    public void A_list_is_readable_whatever_one_of_its_items_contains(string schema)
    {
        var type = Schemas.TypeOf(schema);
        var read = Schemas.ListReader(type);
        for (var turn = 0; turn < 2; turn++)
        {
            var good = new DocumentSamples(Repository.Document, turn, optional: false).Create(schema).ToString(Newtonsoft.Json.Formatting.None);
            foreach (var odd in Oddities(new DocumentSamples(Repository.Document, turn, optional: true).Create(schema)))
            {
                var json = $"[{good},{odd},{good}]";
                var list = read(json);
                Assert.That(list.Sent, Is.EqualTo(3), json);
                Assert.That(list.Readable, Is.GreaterThanOrEqualTo(2), json);
                Assert.That(list.Written == json || JToken.DeepEquals(Repository.ParseJson(list.Written), Repository.ParseJson(json)), () => $"{json}\nbecame\n{list.Written}");
            }
        }
    }

    /// <summary>
    /// The JSON with one value replaced or removed, at each of its places. In a very large sample, the places take turns with the
    /// oddities.
    /// </summary>
    private static IEnumerable<string> Oddities(JToken sample)
    {
        var json = Encoding.UTF8.GetBytes(sample.ToString(Newtonsoft.Json.Formatting.None));
        var places = Places(json);
        var step = places.Count > MaxPlaces ? s_oddities.Length / 3 : 1;
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i % step; j < s_oddities.Length; j += step)
            {
                yield return s_oddities[j].Length > 0 ? Replace(json, places[i], s_oddities[j]) : Remove(json, places[i]);
            }
        }
    }

    /// <summary>Where each value of the JSON is, the whole of it included.</summary>
    private static List<Place> Places(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var places = new List<Place>();
        var member = -1;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = (int)reader.TokenStartIndex;
            }
            else if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                var end = reader;
                end.Skip();
                places.Add(new((int)reader.TokenStartIndex, (int)end.BytesConsumed, member));
                member = -1;
            }
        }

        return places;
    }

    private static string Replace(ReadOnlySpan<byte> json, Place place, string value) =>
        Encoding.UTF8.GetString(json[..place.Start]) + value + Encoding.UTF8.GetString(json[place.End..]);

    /// <summary>The JSON without a member; with a number in the place of what is no member.</summary>
    private static string Remove(ReadOnlySpan<byte> json, Place place)
    {
        if (place.Member < 0)
        {
            return Replace(json, place, "0");
        }

        var (start, end) = (place.Member, place.End);
        if (json[end] == ',')
        {
            end++;
        }
        else if (json[start - 1] == ',')
        {
            start--;
        }

        return Encoding.UTF8.GetString(json[..start]) + Encoding.UTF8.GetString(json[end..]);
    }

    /// <summary>The bytes of a value, and where its member's name starts; -1 for an item of a list and for the whole.</summary>
    private readonly record struct Place(int Start, int End, int Member);
}
