using System.Text;

namespace OpenCode.Secrets;

/// <summary>Masks a set of secrets in texts. The time does not depend on the number of secrets. Immutable.</summary>
internal sealed class SecretMatcher
{
    /// <summary>The minimum length of a secret. Shorter values occur in ordinary words.</summary>
    public const int ShortestSecret = 4;

    /// <summary>The maximum number of times that JSON is quoted in JSON.</summary>
    private const int MaxQuotations = 8;

    /// <summary>The maximum length of a secret in a URL.</summary>
    private const int LongestInUrl = 4_096;

    private const string Stars = "***";

    /// <summary>The secrets by their first four characters, the longest first.</summary>
    private readonly Dictionary<ulong, List<string>> _byStart = [];

    public SecretMatcher(IEnumerable<string> secrets)
    {
        foreach (var form in secrets.SelectMany(Forms).Where(form => form.Length >= ShortestSecret).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length))
        {
            var start = Start(form, 0);
            if (!_byStart.TryGetValue(start, out var forms))
            {
                _byStart[start] = forms = [];
            }

            forms.Add(form);
        }
    }

    /// <summary>
    /// Masks the secrets, with and without escape sequences of JSON. Overlapping and adjacent secrets are replaced with one mask.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="shortest">The minimum length of secrets to mask.</param>
    /// <param name="isCut">Whether the text was truncated, so that it may end with the start of a secret.</param>
    /// <returns>The same string if it contains no secret.</returns>
    public string Mask(string text, int shortest = ShortestSecret, bool isCut = false)
    {
        if (_byStart.Count == 0)
        {
            return text;
        }

        List<(int Start, int End)> found = [];
        var quoted = new EscapedText(text);
        for (var quotations = 0; quoted is not null && quotations <= MaxQuotations; quotations++)
        {
            Find(quoted, shortest, isCut, found);
            quoted = quoted.Decode(isCut);
        }

        return found.Count == 0 ? text : Replace(text, found);
    }

    private static string Replace(string text, List<(int Start, int End)> found)
    {
        found.Sort();
        var masked = new StringBuilder(text.Length);
        var end = -1;
        foreach (var secret in found)
        {
            if (secret.Start > end)
            {
                var shown = Math.Max(end, 0);
                masked.Append(text, shown, secret.Start - shown).Append(Stars);
            }

            end = Math.Max(end, secret.End);
        }

        return masked.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>Finds the locations of the secrets in the original text.</summary>
    private void Find(EscapedText quoted, int shortest, bool isCut, List<(int Start, int End)> found)
    {
        for (var i = 0; i + ShortestSecret <= quoted.Text.Length; i++)
        {
            if (Match(quoted.Text, i, shortest, isCut) is > 0 and var length)
            {
                found.Add((quoted.Original(i), quoted.Original(i + length)));
            }
        }
    }

    /// <summary>Returns the length of the longest secret that starts at a position; 0 if there is none.</summary>
    private int Match(string text, int index, int shortest, bool isCut)
    {
        if (!_byStart.TryGetValue(Start(text, index), out var forms))
        {
            return 0;
        }

        var left = text.Length - index;
        foreach (var form in forms)
        {
            var length = isCut ? Math.Min(form.Length, left) : form.Length;
            if (form.Length >= shortest && length <= left && string.CompareOrdinal(text, index, form, 0, length) == 0)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>Returns the forms of a secret: unchanged, and in a URL.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        if (secret.Length <= LongestInUrl && !secret.Any(char.IsSurrogate))
        {
            yield return Uri.EscapeDataString(secret);
        }
    }

    private static ulong Start(string text, int index) =>
        text[index] | ((ulong)text[index + 1] << 16) | ((ulong)text[index + 2] << 32) | ((ulong)text[index + 3] << 48);
}
