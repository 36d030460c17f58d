namespace OpenCode;

/// <summary>Represents a value in a pool.</summary>
internal interface IPooled : IAsyncDisposable
{
    /// <summary>Gets a task that completes when the value can no longer be used.</summary>
    public Task Ended { get; }
}
