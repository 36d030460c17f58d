namespace OpenCode.Events;

/// <summary>A sequence that is made anew for each enumeration, so that two of them share nothing.</summary>
internal sealed class Deferred<T>(Func<IAsyncEnumerable<T>> create) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => create().GetAsyncEnumerator(cancellationToken);
}
