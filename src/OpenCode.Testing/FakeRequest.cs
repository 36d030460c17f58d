using System.Text.Json;
using OpenCode.Models;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing;

/// <summary>A request that the fake received.</summary>
public sealed record FakeRequest
{
    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The path with decoded characters, for example <c>/session/ses_1/message</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The query parameters by name, with decoded values.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>The headers by name, which is not case-sensitive. Multiple values of a header are separated by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body; empty if there is none.</summary>
    public required string Body { get; init; }

    /// <summary>The directory that the request works in.</summary>
    public required string Directory { get; init; }

    /// <summary>Reads the body as a model, for example as a <see cref="SessionPromptRequest"/>.</summary>
    /// <typeparam name="T">The model.</typeparam>
    /// <exception cref="JsonException">The body does not match the model.</exception>
    public T ReadBody<T>()
        where T : IJsonModel => Json.Read<T>(Body);

    /// <summary>Returns the method and the path.</summary>
    public override string ToString() => $"{Method} {Path}";
}
