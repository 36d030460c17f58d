namespace OpenCode.Processes;

/// <summary>Validates options that are passed to a process.</summary>
internal static class ProcessOptions
{
    /// <summary>
    /// Validates a value. The operating system truncates a value at the first NUL character, and an empty value has no meaning.
    /// </summary>
    /// <exception cref="ArgumentException">The value is empty or contains a NUL character.</exception>
    public static void Check(string? value, string option)
    {
        if (value is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(value, option);
            CheckNul(value, option);
        }
    }

    /// <exception cref="ArgumentException">
    /// The values are null, or one of them is null, empty, or contains a NUL character.
    /// </exception>
    public static void CheckAll(IReadOnlyList<string> values, string option)
    {
        ArgumentNullException.ThrowIfNull(values, option);
        foreach (var value in values)
        {
            ArgumentException.ThrowIfNullOrEmpty(value, option);
            CheckNul(value, option);
        }
    }

    /// <exception cref="ArgumentException">The variables are null, or one of them can't be set.</exception>
    public static void CheckEnvironment(IReadOnlyDictionary<string, string?> variables, string option)
    {
        ArgumentNullException.ThrowIfNull(variables, option);
        foreach (var variable in variables)
        {
            if (variable.Key.Length == 0 || variable.Key.Contains('='))
            {
                throw new ArgumentException($"{option} contains \"{variable.Key}\", which is not a valid variable name. A name must not be empty or contain an equals sign.", option);
            }

            CheckNul(variable.Key, option);
            CheckNul(variable.Value ?? "", option);
        }
    }

    private static void CheckNul(string value, string option)
    {
        if (value.Contains('\0'))
        {
            throw new ArgumentException($"{option} contains a NUL character. Remove it, because the operating system truncates the value there.", option);
        }
    }
}
