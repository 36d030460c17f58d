using System.Text.Json;
using Newtonsoft.Json.Linq;
using OpenCode.Models;

namespace OpenCode.Generated.Tests;

/// <summary>Numbers in recorded JSON whose values are plausible times, in milliseconds or in seconds.</summary>
/// <param name="Path">Where the number is, with the type that contains it.</param>
/// <param name="IsTime">Whether the type's reader expects a time there.</param>
internal sealed record TimeNumbers(string Path, bool IsTime)
{
    private static readonly long s_first = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long s_last = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static IEnumerable<TimeNumbers> In(Type type, JToken json)
    {
        var copy = json.DeepClone();
        foreach (var number in copy.SelectTokens("$..*").OfType<JValue>().Where(IsPlausible).ToList())
        {
            var value = number.Value;
            number.Value = "a text";
            if (Refusal(type, copy.ToString(Newtonsoft.Json.Formatting.None)) is { } refusal)
            {
                yield return new TimeNumbers($"{type.Name}: {number.Path}", refusal.StartsWith("Expected a time", StringComparison.Ordinal));
            }

            number.Value = value;
        }
    }

    private static bool IsPlausible(JValue value)
    {
        if (value.Type is not (JTokenType.Integer or JTokenType.Float))
        {
            return false;
        }

        var number = Convert.ToDecimal(value.Value, System.Globalization.CultureInfo.InvariantCulture);
        return (number >= s_first && number <= s_last) || (number >= s_first * 1000 && number <= s_last * 1000);
    }

    /// <summary>What a strict reader says; null if it has no type for the place.</summary>
    private static string? Refusal(Type type, string json)
    {
        try
        {
            JsonSerializer.Deserialize(json, OpenCodeJson.StrictOptions.GetTypeInfo(type));
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
