using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OpenCode.Fleet;

/// <summary>Describes work for an agent: what it does, where, and within which limits. Immutable.</summary>
/// <example><code>
/// var job = new FleetJob
/// {
///     Prompt = "Update the packages, and run the tests",
///     Workspace = FleetWorkspace.ForClone("https://example.com/shop.git"),
///     Limits = new() { Timeout = TimeSpan.FromMinutes(30), MaxCost = 2m },
/// };
/// </code></example>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.FleetJob")]
public sealed record FleetJob
{
    private static readonly JsonSchemaExporterOptions s_schemas = new() { TreatNullObliviousAsNonNullable = true };

    /// <summary>Gets the prompt, or the arguments of <see cref="Command"/>.</summary>
    [Id(0)]
    public required string Prompt { get; init; }

    /// <summary>Gets the name of the command to run, without a slash; null to send the prompt itself.</summary>
    [Id(1)]
    public string? Command { get; init; }

    /// <summary>Gets the directory that the agent works in, and how a machine gets it.</summary>
    [Id(2)]
    public required FleetWorkspace Workspace { get; init; }

    /// <summary>Gets the title of the session; null for a title that contains the identifier of the job.</summary>
    [Id(3)]
    public string? Title { get; init; }

    /// <summary>
    /// Gets the model in the form <c>provider/model</c>; null for the default model of the machine. Limits of the fleet for a
    /// model or a provider apply only to jobs that name the model.
    /// </summary>
    [Id(4)]
    public string? Model { get; init; }

    /// <summary>Gets the name of the agent; null for the default agent of the machine.</summary>
    [Id(5)]
    public string? Agent { get; init; }

    /// <summary>Gets who decides about permission requests and questions.</summary>
    /// <value>The default rejects permission requests, and leaves questions to the agent.</value>
    [Id(6)]
    public FleetAskPolicy Asks { get; init; } = FleetAskPolicy.Default;

    /// <summary>Gets the limits for the time, the cost, and the tokens of the turn.</summary>
    /// <value>The default has no limits.</value>
    [Id(7)]
    public FleetLimits Limits { get; init; } = FleetLimits.None;

    /// <summary>
    /// Gets the JSON schema of the result; null for a text. The result is <see cref="FleetJobResult.Structured"/>.
    /// </summary>
    [Id(8)]
    [JsonConverter(typeof(RawJsonConverter))]
    public string? ResultSchema { get; init; }

    /// <summary>
    /// Gets how often the job can be repeated in a new session after its turn failed or its machine was lost. Repeat only jobs
    /// whose effects may occur twice.
    /// </summary>
    /// <value>A number from 0 to 100. The default is 0: a prompt that a server accepted never runs again.</value>
    [Id(9)]
    public int Retries { get; init; }

    /// <summary>
    /// Gets whether a job whose turn was interrupted continues in its session when its machine is back. The agent then receives
    /// a message that asks it to continue, and sees what it already did.
    /// </summary>
    /// <value>The default is true. If it is false, an interrupted job ends as <see cref="FleetOutcome.Interrupted"/>.</value>
    [Id(10)]
    public bool Resume { get; init; } = true;

    /// <summary>
    /// Gets the priority. Jobs with a higher priority start first, but waiting jobs gain priority over time, so that all jobs
    /// start eventually.
    /// </summary>
    /// <value>A number from -100 to 100. The default is 0.</value>
    [Id(11)]
    public int Priority { get; init; }

    /// <summary>Gets the labels that a machine needs to run the job.</summary>
    /// <value>The labels. The default is an empty list: each machine can run the job.</value>
    [Id(12)]
    public IReadOnlyList<string> Labels { get; init => field = Lists.Copy(value); } = [];

    /// <summary>Creates a job from JSON.</summary>
    /// <param name="json">A JSON object with the properties of this type in camel case.</param>
    /// <exception cref="JsonException">The JSON is not a job.</exception>
    /// <exception cref="ArgumentException">A value is invalid.</exception>
    public static FleetJob Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var job = FleetJson.Read<FleetJob>(json);
        job.Validate();
        return job;
    }

    /// <summary>Creates a copy whose result has a type: <see cref="ResultSchema"/> is the schema of the type.</summary>
    /// <typeparam name="T">The type, which is an object in JSON. <see cref="FleetJobResult.Read{T}"/> reads it.</typeparam>
    /// <param name="type">The metadata of the type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is null.</exception>
    /// <exception cref="ArgumentException">The type is not an object in JSON.</exception>
    /// <example><code>
    /// var job = new FleetJob { Prompt = "Review the diff", Workspace = workspace }.WithResult(AppJson.Default.Review);
    /// </code></example>
    public FleetJob WithResult<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Kind == JsonTypeInfoKind.Object
            ? this with { ResultSchema = type.GetJsonSchemaAsNode(s_schemas).ToJsonString() }
            : throw new ArgumentException($"The type {typeof(T)} is not an object in JSON. Use a type with properties.", nameof(type));
    }

    /// <summary>Validates the job.</summary>
    /// <exception cref="ArgumentException">A value is invalid. The message contains its name and its value.</exception>
    public void Validate()
    {
        Check.Text(Prompt, nameof(Prompt), mayBeEmpty: Command is not null);
        Check.OptionalText(Command, nameof(Command));
        Check.OptionalText(Title, nameof(Title));
        Check.OptionalText(Agent, nameof(Agent));
        ArgumentNullException.ThrowIfNull(Workspace);
        ArgumentNullException.ThrowIfNull(Asks);
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Labels);
        Workspace.Validate();
        Asks.Validate();
        Limits.Validate();
        Check.Model(Model, nameof(Model));
        Check.Range(Retries, 0, 100, nameof(Retries));
        Check.Range(Priority, -100, 100, nameof(Priority));
        foreach (var label in Labels)
        {
            Check.Text(label, nameof(Labels));
        }

        if (ResultSchema is not null)
        {
            if (Command is not null)
            {
                throw new ArgumentException($"The job has the command '{Command}' and a result schema. A command can't return a structured result.", nameof(ResultSchema));
            }

            Check.JsonObject(ResultSchema, nameof(ResultSchema));
        }
    }

    /// <inheritdoc/>
    public bool Equals(FleetJob? other) =>
        other is not null
        && (Prompt, Command, Workspace, Title, Model, Agent, Asks, Limits) == (other.Prompt, other.Command, other.Workspace, other.Title, other.Model, other.Agent, other.Asks, other.Limits)
        && (ResultSchema, Retries, Resume, Priority) == (other.ResultSchema, other.Retries, other.Resume, other.Priority)
        && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prompt, Command, Workspace, Model, Agent, Priority);
}
