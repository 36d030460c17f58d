using System.Globalization;

namespace OpenCode.Testing;

/// <summary>Numbers that the environment sets for longer runs of a test.</summary>
public static class TestNumber
{
    /// <summary>Returns the value of an environment variable; null if it is not set.</summary>
    public static int? Of(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
