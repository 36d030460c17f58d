namespace OpenCode;

/// <summary>What a pool contains.</summary>
internal interface IPooled : IAsyncDisposable
{
    /// <summary>Completes when the value can no longer be used.</summary>
    public Task Ended { get; }
}
