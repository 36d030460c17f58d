namespace OpenCode.Fleet;

/// <summary>Represents what determines when and where a job can run.</summary>
[GenerateSerializer, Immutable, Alias("OpenCode.Fleet.JobNeeds")]
internal sealed record JobNeeds
{
    [Id(0)]
    public int Priority { get; init; }

    [Id(1)]
    public string? Model { get; init; }

    /// <summary>The labels in alphabetical order, without duplicates.</summary>
    [Id(2)]
    public required string[] Labels { get; init; }

    public string? Provider => ProviderOf(Model);

    public static string? ProviderOf(string? model) => model?[..model.IndexOf('/', StringComparison.Ordinal)];

    public static JobNeeds Of(FleetJob job) => new()
    {
        Priority = job.Priority,
        Model = job.Model,
        Labels = [.. job.Labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    public bool Equals(JobNeeds? other) => other is not null && Priority == other.Priority && Model == other.Model && Labels.AsSpan().SequenceEqual(other.Labels);

    public override int GetHashCode() => HashCode.Combine(Priority, Model, Labels.Length);
}
