using System.Text.Json;

namespace OpenCode.Fleet;

/// <summary>Validates the values of jobs. Each message contains the name and the value.</summary>
internal static class Check
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue);

    public static void Text(string? value, string name, bool mayBeEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (!mayBeEmpty && string.IsNullOrWhiteSpace(value))
        {
            throw new ArgumentException($"{name} is empty.", name);
        }
    }

    public static void OptionalText(string? value, string name)
    {
        if (value is not null)
        {
            Text(value, name);
        }
    }

    public static void Model(string? value, string name)
    {
        if (value is not null && (value.IndexOf('/', StringComparison.Ordinal) is var slash && (slash <= 0 || slash == value.Length - 1)))
        {
            throw new ArgumentException($"The model '{value}' does not have the form provider/model.", name);
        }
    }

    public static void BatchId(string? value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);

        // The identifier is the name of a folder and of a branch.
        if (value.Length is 0 or > 100 || !char.IsAsciiLetterOrDigit(value[0]) || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException($"The identifier '{value}' must start with a letter or digit, and have 1 to 100 letters, digits, hyphens, and underscores.", name);
        }
    }

    public static void Range(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} must be between {least} and {most}."));
        }
    }

    public static void Positive(decimal? value, string name)
    {
        if (value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive.");
        }
    }

    public static void Time(TimeSpan? value, string name)
    {
        if (value <= TimeSpan.Zero || value > s_longest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be positive and at most 24 days.");
        }
    }

    public static void Known<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    public static void JsonObject(string value, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{name} is not JSON: {e.Message}", name, e);
        }

        throw new ArgumentException($"{name} is not a JSON object: {value}", name);
    }
}
