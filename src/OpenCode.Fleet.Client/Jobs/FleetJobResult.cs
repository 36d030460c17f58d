using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OpenCode.Fleet;

/// <summary>Represents the only result of a job. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJobResult")]
public sealed record FleetJobResult
{
    /// <summary>Gets how the job ended.</summary>
    [Id(0)]
    public required FleetOutcome Outcome { get; init; }

    /// <summary>Gets the text of the response, which is incomplete unless the job is completed; null if there is none.</summary>
    [Id(1)]
    public string? Text { get; init; }

    /// <summary>Gets the JSON that matches <see cref="FleetJob.ResultSchema"/>; null if there is none.</summary>
    [Id(2)]
    [JsonConverter(typeof(RawJsonConverter))]
    public string? Structured { get; init; }

    /// <summary>Gets why the job was not completed; null if it was.</summary>
    [Id(3)]
    public string? Reason { get; init; }

    /// <summary>Gets the usage of the job.</summary>
    [Id(4)]
    public FleetUsage Usage { get; init; } = new();

    /// <summary>Gets the session; null if no server has accepted the prompt.</summary>
    [Id(5)]
    public FleetJobSession? Session { get; init; }

    /// <summary>Gets the paths of the files that the agent changed, as the server reports them.</summary>
    [Id(6)]
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Gets when the job ended.</summary>
    [Id(7)]
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Gets the model that wrote the last message, in the form <c>provider/model</c>; null if there is none.</summary>
    [Id(8)]
    public string? Model { get; init; }

    /// <summary>Reads <see cref="Structured"/>.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="type">The metadata of the type.</param>
    /// <exception cref="InvalidOperationException">The job has no structured result.</exception>
    /// <exception cref="JsonException">The JSON does not match the type.</exception>
    public T? Read<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Structured is null ? throw new InvalidOperationException($"The job ended as {Outcome} without a structured result. {Reason}") : JsonSerializer.Deserialize(Structured, type);
    }
}
