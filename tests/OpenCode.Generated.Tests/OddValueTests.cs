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
                Assert.That(JToken.DeepEquals(Repository.ParseJson(list.Written), Repository.ParseJson(json)), () => $"{json}\nbecame\n{list.Written}");
            }
        }
    }

    /// <summary>
    /// The JSON with one value replaced or taken away, at each of its places. In a very large sample the places take turns with the
    /// oddities.
    /// </summary>
    private static IEnumerable<string> Oddities(JToken sample)
    {
        var places = sample.SelectTokens("$..*").Select(t => t.Path).ToList();
        var step = places.Count > MaxPlaces ? s_oddities.Length / 3 : 1;
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i % step; j < s_oddities.Length; j += step)
            {
                var (place, oddity) = (places[i], s_oddities[j]);
                var copy = sample.DeepClone();
                var target = copy.SelectToken(place)!;
                if (target.Parent is null)
                {
                    yield return oddity.Length > 0 ? oddity : "0";
                    continue;
                }

                if (oddity.Length > 0)
                {
                    target.Replace(new JRaw(oddity));
                }
                else if (target.Parent is JProperty member)
                {
                    member.Remove();
                }

                yield return copy.ToString(Newtonsoft.Json.Formatting.None);
            }
        }
    }
}
