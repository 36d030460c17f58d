namespace OpenCode.Models;

/// <summary>A value that is not what the server's OpenAPI document promises.</summary>
public sealed record JsonMismatch
{
    private readonly string? _missing;

    /// <param name="missing">The name of a member that is missing from the object at the path; null if the value at the path is the mismatch.</param>
    /// <param name="message">What was expected and what was found.</param>
    internal JsonMismatch(string? missing, string message)
    {
        _missing = missing;
        Message = message;
    }

    /// <summary>Where the value is, for instance <c>$[3].summary.additions</c>.</summary>
    public string Path { get; private init; } = "$";

    /// <summary>What was expected and what was found.</summary>
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
