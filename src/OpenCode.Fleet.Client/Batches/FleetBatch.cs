using System.Text.Json;

namespace OpenCode.Fleet;

/// <summary>Represents jobs that are submitted, watched, and canceled together. Immutable.</summary>
public sealed record FleetBatch
{
    /// <summary>The maximum number of jobs in a batch.</summary>
    public const int MaxJobs = 1_000_000;

    /// <summary>
    /// Gets the identifier of the batch. Submitting the same identifier again continues an interrupted submission.
    /// </summary>
    /// <value>1 to 100 letters, digits, hyphens, and underscores; the first is a letter or digit. The default is a new identifier.</value>
    public string Id { get; init; } = Guid.NewGuid().ToString("n");

    /// <summary>Gets the name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the jobs.</summary>
    public required IReadOnlyList<FleetJob> Jobs { get; init; }

    /// <summary>Creates a batch from JSON.</summary>
    /// <param name="json">A JSON object with the properties of this type in camel case.</param>
    /// <exception cref="JsonException">The JSON is not a batch.</exception>
    /// <exception cref="ArgumentException">A value is invalid.</exception>
    public static FleetBatch Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var batch = FleetJson.Read<FleetBatch>(json);
        batch.Validate();
        return batch;
    }

    /// <summary>Validates the batch and its jobs.</summary>
    /// <exception cref="ArgumentException">A value is invalid. The message contains the position of the job, and the value.</exception>
    public void Validate()
    {
        Check.BatchId(Id, nameof(Id));
        Check.OptionalText(Name, nameof(Name));
        ArgumentNullException.ThrowIfNull(Jobs);
        Check.Range(Jobs.Count, 1, MaxJobs, nameof(Jobs));
        for (var i = 0; i < Jobs.Count; i++)
        {
            try
            {
                ArgumentNullException.ThrowIfNull(Jobs[i]);
                Jobs[i].Validate();
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException(FormattableString.Invariant($"The job at position {i} is invalid: {e.Message}"), nameof(Jobs), e);
            }
        }
    }
}
