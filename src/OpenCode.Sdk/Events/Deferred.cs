namespace OpenCode.Events;

/// <summary>Represents a sequence that is created for each enumeration, so that enumerations share nothing.</summary>
internal sealed class Deferred<T>(Func<IAsyncEnumerable<T>> create) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => create().GetAsyncEnumerator(cancellationToken);
}
