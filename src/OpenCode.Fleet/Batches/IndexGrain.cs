namespace OpenCode.Fleet;

/// <summary>Stores the list of batches.</summary>
[GrainType("opencode-fleet-index")]
internal sealed class IndexGrain([PersistentState("index", FleetStorage.Name)] IPersistentState<IndexRecord> state) : Grain, IIndexGrain
{
    public Task OpenAsync(string batch) =>
        Has(batch)
            ? Task.CompletedTask
            : this.SaveAsync(state, state.State with { Open = [.. state.State.Open, batch] });

    public Task EndedAsync(string batch) =>
        state.State.Open.Contains(batch, StringComparer.Ordinal)
            ? this.SaveAsync(state, new IndexRecord
            {
                Open = [.. state.State.Open.Where(b => b != batch)],
                Ended = [.. state.State.Ended.Append(batch).TakeLast(IIndexGrain.MaxEnded)],
            })
            : Task.CompletedTask;

    public Task RemoveAsync(string batch) =>
        Has(batch)
            ? this.SaveAsync(state, new IndexRecord { Open = [.. state.State.Open.Where(b => b != batch)], Ended = [.. state.State.Ended.Where(b => b != batch)] })
            : Task.CompletedTask;

    public Task<IReadOnlyList<string>> GetOpenAsync() => Task.FromResult(state.State.Open);

    public Task<IReadOnlyList<string>> GetAllAsync() => Task.FromResult<IReadOnlyList<string>>([.. state.State.Ended.Concat(state.State.Open).Reverse()]);

    private bool Has(string batch) => state.State.Open.Contains(batch, StringComparer.Ordinal) || state.State.Ended.Contains(batch, StringComparer.Ordinal);
}
