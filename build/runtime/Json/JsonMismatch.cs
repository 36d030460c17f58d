namespace OpenCode.Models;

/// <summary>A value that does not match the server's OpenAPI document.</summary>
public sealed record JsonMismatch
{
    private readonly string? _missing;

    /// <param name="missing">
    /// The name of a member that is missing from the object at the path; null if the value at the path does not match.
    /// </param>
    /// <param name="message">The expected value and the value that was found.</param>
    internal JsonMismatch(string? missing, string message)
    {
        _missing = missing;
        Message = message;
    }

    /// <summary>The path of the value, for example <c>$[3].summary.additions</c>.</summary>
    public string Path { get; private init; } = "$";

    /// <summary>The expected value and the value that was found.</summary>
    public string Message { get; }

    /// <summary>The position of the token in the text, in bytes.</summary>
    internal long Position { get; init; }

    /// <inheritdoc/>
    public override string ToString() => DisplayText.Of($"{Path}: {Message}");

    internal JsonMismatch Locate(Utf8JsonReader start)
    {
        var path = JsonLocation.Find(start, Position);
        return this with { Path = _missing is null ? path : $"{path}.{_missing}" };
    }
}
