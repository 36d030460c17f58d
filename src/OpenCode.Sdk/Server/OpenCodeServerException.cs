namespace OpenCode;

/// <summary>A server process could not be started.</summary>
public sealed class OpenCodeServerException : OpenCodeException
{
    internal OpenCodeServerException(string message, int? exitCode = null, string output = "", Exception? innerException = null)
        : base(output.Length == 0 ? message : $"{message}\n{output}", innerException)
    {
        ExitCode = exitCode;
        Output = output;
    }

    /// <summary>The exit code, if the process has ended by itself.</summary>
    public int? ExitCode { get; }

    /// <summary>The last lines it wrote to standard output and standard error.</summary>
    public string Output { get; }
}
