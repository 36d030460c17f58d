namespace OpenCode;

/// <summary>Represents the end of a server process. Immutable.</summary>
public sealed record OpenCodeServerExit
{
    /// <summary>The base of exit codes for signals. On Unix, 128 plus the number of a signal (1 to 64).</summary>
    private const int SignalBase = 128;

    private const int LastSignal = 64;

    /// <summary>Gets why the process ended.</summary>
    public required OpenCodeServerExitReason Reason { get; init; }

    /// <summary>Gets the exit code. On Unix, it is 128 plus the number of the signal if the process was killed.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Gets the number of the signal that ended the process; null if no signal ended it, and on Windows.</summary>
    public int? Signal => !OperatingSystem.IsWindows() && Reason != OpenCodeServerExitReason.Stopped && ExitCode is > SignalBase and <= SignalBase + LastSignal ? ExitCode - SignalBase : null;

    /// <summary>
    /// Gets the last lines of the standard output: at most 100 lines and 16,384 characters, without control characters.
    /// </summary>
    public string StandardOutput { get; init; } = "";

    /// <summary>Gets the last lines of the standard error, with the same limits.</summary>
    public string StandardError { get; init; } = "";

    /// <summary>Returns a short description of the reason and the exit code.</summary>
    public override string ToString() => Reason == OpenCodeServerExitReason.Stopped ? "was stopped" : Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {ExitCode}";
}
