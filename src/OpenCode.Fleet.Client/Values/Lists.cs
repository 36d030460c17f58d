namespace OpenCode.Fleet;

/// <summary>Copies lists of callers, which can change, and which the cluster possibly can't serialize.</summary>
internal static class Lists
{
    /// <summary>Returns a copy. Null remains null, so that the validation reports it.</summary>
    public static IReadOnlyList<T> Copy<T>(IReadOnlyList<T>? list) => list?.ToArray()!;
}
