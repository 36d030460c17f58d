namespace OpenCode.Models;

public sealed class Session
{
    public string Color => "";
}
