namespace OpenCode;

/// <summary>How a server process came to its end. Immutable.</summary>
public sealed record OpenCodeServerExit
{
    /// <summary>On Unix, exit codes above it stand for signals, of which there are 64.</summary>
    private const int SignalBase = 128;

    private const int LastSignal = 64;

    /// <summary>Why it ended.</summary>
    public required OpenCodeServerExitReason Reason { get; init; }

    /// <summary>Its exit code; on Unix, 128 and the number of the signal for one that was killed.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The number of the signal that ended it; null if none did, or on Windows.</summary>
    public int? Signal => !OperatingSystem.IsWindows() && Reason != OpenCodeServerExitReason.Stopped && ExitCode is > SignalBase and <= SignalBase + LastSignal ? ExitCode - SignalBase : null;

    /// <summary>The last lines of its standard output: 100 lines and 16,384 characters at most, without control characters.</summary>
    public string StandardOutput { get; init; } = "";

    /// <summary>The last lines of its standard error, within the same limits.</summary>
    public string StandardError { get; init; } = "";

    /// <summary>Reason and exit code in a few words.</summary>
    public override string ToString() => Reason == OpenCodeServerExitReason.Stopped ? "was stopped" : Signal is { } signal ? $"was killed by signal {signal}" : $"ended with exit code {ExitCode}";
}
