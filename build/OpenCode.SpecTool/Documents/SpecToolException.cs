namespace OpenCode.SpecTool.Documents;

/// <summary>A failure that the caller can fix. Only its message is printed, which is a single line.</summary>
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
