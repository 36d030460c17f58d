namespace OpenCode.Models;

/// <summary>A member that the server sent in another form than its OpenAPI document specifies, or did not send at all.</summary>
/// <remarks>
/// The property of such a member contains a stand-in: an empty string, list or dictionary, zero, false, the default, an object without
/// members, or null if the member is optional. While the property contains the stand-in, the member is written as the server sent it.
/// </remarks>
public sealed record UnexpectedMember
{
    internal UnexpectedMember(JsonElement? json) => Json = json;

    /// <summary>The value as the server sent it; null if the member is missing.</summary>
    public JsonElement? Json { get; }

    /// <summary>The value that the property contains instead.</summary>
    internal object? StandIn { get; init; }

    /// <summary>Determines whether both were received as the same JSON.</summary>
    public bool Equals(UnexpectedMember? other) => other is not null && ModelEquality.Json(Json, other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => Json is { } json ? StringComparer.Ordinal.GetHashCode(json.GetRawText()) : 0;

    /// <summary>Returns the kind of JSON, or "missing". The JSON itself can contain a secret.</summary>
    public override string ToString() => Json is { } json ? $"JSON {json.ValueKind}" : "missing";
}
