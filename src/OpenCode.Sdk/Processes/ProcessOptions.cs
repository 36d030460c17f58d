namespace OpenCode.Processes;

/// <summary>Checks of what is handed to a process.</summary>
internal static class ProcessOptions
{
    /// <summary>The system ends what it is given at the first NUL, and an empty value says nothing.</summary>
    /// <exception cref="ArgumentException">The value is empty or holds a NUL.</exception>
    public static void Check(string? value, string option)
    {
        if (value is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(value, option);
            CheckNul(value, option);
        }
    }

    /// <exception cref="ArgumentException">The values are null, or one of them is null, empty or holds a NUL.</exception>
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
                throw new ArgumentException($"{option} holds \"{variable.Key}\", which is no name of a variable.", option);
            }

            CheckNul(variable.Key, option);
            CheckNul(variable.Value ?? "", option);
        }
    }

    private static void CheckNul(string value, string option)
    {
        if (value.Contains('\0'))
        {
            throw new ArgumentException($"{option} holds a NUL character.", option);
        }
    }
}
