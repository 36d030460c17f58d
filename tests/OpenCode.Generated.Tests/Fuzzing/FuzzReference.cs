using System.Numerics;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace OpenCode.Generated.Tests.Fuzzing;

/// <summary>What Newtonsoft.Json makes of a document.</summary>
internal static class FuzzReference
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Null if the document is no JSON, or deeper than 256.</summary>
    public static JToken? Parse(byte[] utf8)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(s_utf8.GetString(utf8))) { DateParseHandling = DateParseHandling.None, MaxDepth = 256 };
            var token = JToken.Load(reader);
            return reader.Read() ? null : token;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether both are the same value. Numbers are the same however they are written: 3, 3.0, 3e0.</summary>
    public static bool IsSame(JToken one, JToken other) => (one, other) switch
    {
        (JObject a, JObject b) => a.Count == b.Count && a.Properties().All(p => b.Property(p.Name) is { } same && IsSame(p.Value, same.Value)),
        (JArray a, JArray b) => a.Count == b.Count && a.Zip(b, IsSame).All(same => same),
        (JValue { Type: JTokenType.Integer or JTokenType.Float } a, JValue { Type: JTokenType.Integer or JTokenType.Float } b) =>
            a.Type == JTokenType.Integer && b.Type == JTokenType.Integer ? Whole(a) == Whole(b) : (double)a == (double)b,
        _ => JToken.DeepEquals(one, other),
    };

    private static BigInteger Whole(JValue number) => number.Value is BigInteger whole ? whole : new BigInteger((long)number);
}
