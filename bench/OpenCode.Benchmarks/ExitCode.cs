namespace OpenCode.Benchmarks;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A value does not reach its bar.</summary>
    public const int BarMissed = 1;

    /// <summary>The command line makes no sense, or something that is needed is missing.</summary>
    public const int Failed = 2;
}
