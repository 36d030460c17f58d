namespace OpenCode.SpecTool.Documents;

/// <summary>A failure the caller can act on. Its message is one line and is all that gets printed.</summary>
public sealed class SpecToolException : Exception
{
    public SpecToolException(string message)
        : base(message)
    {
    }

    public SpecToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
