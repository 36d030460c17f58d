using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Extensions.NewtonsoftJson.Tests;

/// <summary>Numbers, as amounts and in free-form JSON.</summary>
public sealed class NumberTests
{
    private static readonly string[] s_doubles = ["0", "-1", "9007199254740993", "-9223372036854775808", "123456789012345678901234567890", "0.1", "1.5E-07", "5E-324", "1.7976931348623157E+308", "0.30000000000000004"];

    private static readonly string[] s_digits = ["1.10", "-0", "0.1234567890123456789012345678", "79228162514264337593543950335.5", "1e-400", "1e400", "100E+2"];

    [TestCaseSource(nameof(s_doubles))]
    public void Whole_numbers_and_doubles_are_exact_with_any_reader(string number)
    {
        var json = Json(number);
        Assert.That(Newtonsoft.Write(Newtonsoft.Read<TextPart>(json)), Is.EqualTo(json));
        var token = JToken.FromObject(Newtonsoft.Read<TextPart>(json), Newtonsoft.Serializer);
        Assert.That(Newtonsoft.Write(token.ToObject<TextPart>(Newtonsoft.Serializer)), Is.EqualTo(json));
    }

    [TestCaseSource(nameof(s_doubles))]
    [TestCaseSource(nameof(s_digits))]
    public void Every_digit_is_exact_with_the_exact_reader(string number)
    {
        var json = Json(number);
        var model = Newtonsoft.ReadExactly(json, typeof(TextPart))!;
        Assert.That(Newtonsoft.Write(model), Is.EqualTo(json));
        var settings = Newtonsoft.Settings;
        settings.Formatting = Formatting.Indented;
        Assert.That(Newtonsoft.Write(model, settings), Does.Contain($": {number},").And.Contain($"  {number}{Environment.NewLine}"));
    }

    [TestCase("0.1234567890123456789")]
    [TestCase("12345678901234.123456789")]
    public void Amounts_keep_their_digits(string number)
    {
        var json = $$"""{"input":{{number}},"output":0.000001}""";
        var decimals = Newtonsoft.Settings;
        decimals.FloatParseHandling = FloatParseHandling.Decimal;
        foreach (var cost in new[] { Newtonsoft.Read<ModelConfigCost>(json, decimals), (ModelConfigCost)Newtonsoft.ReadExactly(json, typeof(ModelConfigCost))! })
        {
            Assert.That(cost.Input, Is.EqualTo(decimal.Parse(number)));
            Assert.That(Newtonsoft.Write(cost), Is.EqualTo(json));
            Assert.That(JToken.FromObject(cost, Newtonsoft.Serializer).ToObject<ModelConfigCost>(Newtonsoft.Serializer), Is.EqualTo(cost));
        }
    }

    [Test]
    public void The_exact_reader_is_a_reader_for_anything()
    {
        const string Json = """ [ {"a b":1,"c":[true,false,null,"\ud83d\ude42\ud83d\n"]},0.1,1e2,12345678901234567890,"2024-01-02T03:04:05Z"] """;
        using var reader = OpenCodeModelConverter.CreateReader(new StringReader(Json));
        var token = JToken.Load(reader);
        Assert.That(token.ToString(Formatting.None), Is.EqualTo("[{\"a b\":1,\"c\":[true,false,null,\"🙂\ud83d\\n\"]},0.1,100.0,12345678901234567890,\"2024-01-02T03:04:05Z\"]"));
        Assert.That(token[0]!["c"]![3]!.Path, Is.EqualTo("[0].c[3]"));
        Assert.That(reader.Read(), Is.False);
    }

    [Test]
    public void The_exact_reader_keeps_halves_that_are_not_escaped()
    {
        using var reader = OpenCodeModelConverter.CreateReader(new StringReader("\"a\ud83d\ud83d\ude42\ude42\""));
        Assert.That(reader.ReadAsString(), Is.EqualTo("a\ud83d\ud83d\ude42\ude42"));
    }

    private static string Json(string number) =>
        $$$"""{"id":"p","sessionID":"s","messageID":"m","type":"text","text":"","metadata":{"n":{{{number}}},"list":[{{{number}}}]}}""";
}
