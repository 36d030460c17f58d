namespace OpenCode.Benchmarks;

/// <summary>The options of a command.</summary>
/// <param name="flags">Options without a value.</param>
/// <param name="values">Options with a value.</param>
internal sealed class Arguments(IReadOnlySet<string> flags, IReadOnlyDictionary<string, string> values)
{
    /// <exception cref="ArgumentException">An option is unknown, or its value is missing.</exception>
    public static Arguments Parse(IReadOnlyList<string> args, IReadOnlyCollection<string> knownFlags, IReadOnlyCollection<string> knownValues)
    {
        var flags = new HashSet<string>(StringComparer.Ordinal);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            if (knownFlags.Contains(args[i]))
            {
                flags.Add(args[i]);
            }
            else if (knownValues.Contains(args[i]) && i + 1 < args.Count)
            {
                values[args[i]] = args[++i];
            }
            else
            {
                throw new ArgumentException($"The option {args[i]} is unknown or has no value.");
            }
        }

        return new Arguments(flags, values);
    }

    public bool Has(string flag) => flags.Contains(flag);

    public string? Value(string option) => values.GetValueOrDefault(option);
}
