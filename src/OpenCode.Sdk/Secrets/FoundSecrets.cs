namespace OpenCode.Secrets;

/// <summary>Collects the secrets of a text, and the names of the environment variables that the text refers to as secrets.</summary>
internal sealed class FoundSecrets
{
    private const string ReferenceStart = "{env:";

    private static readonly HashSet<string> s_harmlessValues = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "none", "auto" };

    private readonly List<string> _values = [];
    private readonly List<string> _variables = [];

    public IReadOnlyList<string> Values => _values;

    /// <summary>Gets the names of the variables in references such as <c>{env:NAME}</c>.</summary>
    public IReadOnlyList<string> Variables => _variables;

    /// <summary>
    /// Adds a secret unless it is harmless. If it has several lines, such as a private key, each line is also a secret.
    /// </summary>
    public void Add(string value)
    {
        AddUnlessHarmless(value);
        if (value.Contains('\n'))
        {
            foreach (var line in value.Split('\n'))
            {
                AddUnlessHarmless(line.Trim());
            }
        }

        AddVariables(value);
    }

    /// <summary>Adds a secret of a URL, which can be encoded.</summary>
    public void AddEncoded(string value)
    {
        Add(value);
        Add(Uri.UnescapeDataString(value));
    }

    private void AddUnlessHarmless(string value)
    {
        if (!IsHarmless(value))
        {
            _values.Add(value);
        }
    }

    private void AddVariables(string value)
    {
        for (var at = value.IndexOf(ReferenceStart, StringComparison.Ordinal); at >= 0; at = value.IndexOf(ReferenceStart, at, StringComparison.Ordinal))
        {
            at += ReferenceStart.Length;
            if (value.IndexOf('}', at) is > 0 and var end)
            {
                _variables.Add(value[at..end]);
            }
        }
    }

    /// <summary>
    /// Returns whether a value is too common to be masked: a switch, a small number, or a reference to a variable or a file.
    /// </summary>
    private static bool IsHarmless(string value) =>
        value.Length < SecretMatcher.ShortestSecret
        || s_harmlessValues.Contains(value)
        || (value.Length < 8 && value.All(c => c is >= '0' and <= '9'))
        || (value.EndsWith('}') && (value.StartsWith(ReferenceStart, StringComparison.Ordinal) || value.StartsWith("{file:", StringComparison.Ordinal)));
}
