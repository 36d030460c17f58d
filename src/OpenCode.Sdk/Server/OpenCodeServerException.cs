namespace OpenCode;

/// <summary>Thrown when a server process or the terminal UI can't be started.</summary>
public sealed class OpenCodeServerException : OpenCodeException
{
    private readonly string _message;

    /// <summary>Initializes an exception, for example in a test.</summary>
    /// <param name="failure">The kind of failure.</param>
    /// <param name="message">The message. The output of the process is appended to it.</param>
    /// <param name="output">The last lines of the standard output.</param>
    /// <param name="error">The last lines of the standard error.</param>
    /// <param name="exitCode">The exit code; null if the process did not exit on its own.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public OpenCodeServerException(OpenCodeServerFailure failure, string message, string output = "", string error = "", int? exitCode = null, Exception? innerException = null)
        : base(message, innerException)
    {
        _message = message;
        Failure = failure;
        ExitCode = exitCode;
        StandardOutput = output;
        StandardError = error;
    }

    /// <summary>Gets the message, followed by the output of the process on separate lines.</summary>
    public override string Message => Lines(_message) + Section("Standard error", StandardError) + Section("Standard output", StandardOutput);

    /// <summary>Gets the kind of failure.</summary>
    public OpenCodeServerFailure Failure { get; }

    /// <summary>Gets the exit code; null if the process did not exit on its own.</summary>
    public int? ExitCode { get; }

    /// <summary>
    /// Gets the last lines of the standard output, without control characters: at most 100 lines and 16,384 characters.
    /// </summary>
    public string StandardOutput { get; }

    /// <summary>Gets the last lines of the standard error, with the same limits.</summary>
    public string StandardError { get; }

    private static string Section(string title, string output) =>
        output.Length == 0 ? "" : $"\n{title}:\n{Lines(output)}";

    /// <summary>Escapes and limits each line.</summary>
    private static string Lines(string text) => string.Join("\n", text.Split('\n').Select(line => DisplayText.Of(line)));
}
