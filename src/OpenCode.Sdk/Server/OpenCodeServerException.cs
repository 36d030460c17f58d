namespace OpenCode;

/// <summary>A server process could not be started.</summary>
public sealed class OpenCodeServerException : OpenCodeException
{
    internal OpenCodeServerException(OpenCodeServerFailure failure, string message, string output = "", string error = "", int? exitCode = null, Exception? innerException = null)
        : base(message + Section("Standard error", error) + Section("Standard output", output), innerException)
    {
        Failure = failure;
        ExitCode = exitCode;
        StandardOutput = output;
        StandardError = error;
    }

    /// <summary>What went wrong.</summary>
    public OpenCodeServerFailure Failure { get; }

    /// <summary>The exit code, if the process has ended by itself.</summary>
    public int? ExitCode { get; }

    /// <summary>The last lines of its standard output: 100 lines and 16,384 characters at most, without control characters.</summary>
    public string StandardOutput { get; }

    /// <summary>The last lines of its standard error, within the same limits.</summary>
    public string StandardError { get; }

    private static string Section(string title, string output) => output.Length == 0 ? "" : $"\n{title}:\n{output}";
}
