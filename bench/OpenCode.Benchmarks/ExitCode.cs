namespace OpenCode.Benchmarks;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A value does not meet its limit.</summary>
    public const int BarMissed = 1;

    /// <summary>The command line is invalid, or a requirement is missing.</summary>
    public const int Failed = 2;
}
