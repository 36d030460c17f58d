namespace OpenCode.Fleet;

/// <summary>Stores a part of a batch.</summary>
[GrainType("opencode-fleet-chunk"), CollectionAgeLimit(Minutes = 2)]
internal sealed class ChunkGrain([PersistentState("chunk", FleetStorage.Name)] IPersistentState<ChunkRecord> state) : Grain, IChunkGrain
{
    public Task StoreAsync(IReadOnlyList<FleetJob> jobs, string? traceParent) =>
        state.RecordExists ? Task.CompletedTask : this.SaveAsync(state, new ChunkRecord { Jobs = [.. jobs], TraceParent = traceParent });

    public async Task DeleteAsync()
    {
        var (batch, chunk) = FleetJobId.Parse(this.GetPrimaryKeyString());
        await Task.WhenAll(state.State.Jobs.Select((_, i) => GrainFactory.Job(new FleetJobId(batch, (chunk * IChunkGrain.Size) + i)).DeleteAsync()));
        await this.DeleteAsync(state);
    }

    public Task<ChunkJob> GetAsync(int index) =>
        index < state.State.Jobs.Length
            ? Task.FromResult(new ChunkJob(state.State.Jobs[index], state.State.TraceParent))
            : throw new KeyNotFoundException(FormattableString.Invariant($"The chunk '{this.GetPrimaryKeyString()}' has no job {index}."));

    public Task<IReadOnlyList<JobNeeds>> DescribeAsync() => Task.FromResult<IReadOnlyList<JobNeeds>>(Array.ConvertAll(state.State.Jobs, JobNeeds.Of));
}
