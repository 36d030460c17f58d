namespace OpenCode.Fleet;

/// <summary>Stores which batches exist.</summary>
[Alias("OpenCode.Fleet.IIndexGrain")]
internal interface IIndexGrain : IGrainWithIntegerKey
{
    /// <summary>The number of ended batches that remain in the list.</summary>
    public const int MaxEnded = 1_000;

    [Alias("Open")]
    public Task OpenAsync(string batch);

    [Alias("Ended")]
    public Task EndedAsync(string batch);

    /// <summary>Removes a batch that has ended.</summary>
    [Alias("Remove")]
    public Task RemoveAsync(string batch);

    /// <summary>Returns the batches that have not ended, in the order of their submission.</summary>
    [Alias("GetOpen")]
    public Task<IReadOnlyList<string>> GetOpenAsync();

    /// <summary>Returns all listed batches, the newest first.</summary>
    [Alias("GetAll")]
    public Task<IReadOnlyList<string>> GetAllAsync();
}
