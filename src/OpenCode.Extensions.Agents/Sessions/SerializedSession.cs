using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenCode.Agents.Sessions;

/// <summary>Represents the JSON of a session.</summary>
internal sealed record SerializedSession
{
    public string? SessionId { get; init; }

    public TurnHandle? Turn { get; init; }

    public bool WantsJson { get; init; }

    public bool HidesReasoning { get; init; }

    public IReadOnlyDictionary<string, int>? Delivered { get; init; }

    public IReadOnlyList<PendingRequest>? Pending { get; init; }

    public IReadOnlyList<string>? Settled { get; init; }

    public JsonElement? StateBag { get; init; }

    public static JsonElement Write(SessionState state, JsonElement stateBag) => JsonSerializer.SerializeToElement(
        new SerializedSession
        {
            SessionId = state.SessionId,
            Turn = state.Turn,
            WantsJson = state.WantsJson,
            HidesReasoning = state.HidesReasoning,
            Delivered = state.Turn is null ? null : state.Delivered.Lengths,
            Pending = state.Pending.Count == 0 ? null : state.Pending,
            Settled = state.Settled.Count == 0 ? null : state.Settled,
            StateBag = stateBag,
        },
        SessionJson.Default.SerializedSession);

    /// <exception cref="ArgumentException">The JSON doesn't describe a session.</exception>
    /// <exception cref="JsonException">A member has the wrong type.</exception>
    public static (SessionState State, JsonElement StateBag) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"A serialized session must be a JSON object, but it is {json.ValueKind}. Pass the result of SerializeSessionAsync.", nameof(json));
        }

        var read = json.Deserialize(SessionJson.Default.SerializedSession)!;
        if (read.SessionId is { } id && string.IsNullOrWhiteSpace(id))
        {
            throw new ArgumentException("The sessionId of the serialized session is empty. It must be an identifier, or null for a new session.", nameof(json));
        }

        if (read is { SessionId: null, Turn: not null } || (read.Turn is { } turn && turn.SessionId != read.SessionId))
        {
            throw new ArgumentException($"The turn of the serialized session belongs to another session ({read.Turn!.SessionId}).", nameof(json));
        }

        var state = new SessionState
        {
            SessionId = read.SessionId,
            Turn = read.Turn,
            WantsJson = read.WantsJson,
            HidesReasoning = read.HidesReasoning,
            Delivered = new(read.Delivered ?? new Dictionary<string, int>()),
            Pending = read.Pending ?? [],
            Settled = read.Settled ?? [],
        };
        return (state, read.StateBag ?? default);
    }
}

/// <summary>Serializes sessions without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SerializedSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
