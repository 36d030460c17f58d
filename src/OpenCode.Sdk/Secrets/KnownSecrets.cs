namespace OpenCode.Secrets;

/// <summary>
/// Keeps the secrets that a server and its clients share: the secrets in the options of the server, and the last secrets that
/// clients sent. Thread-safe.
/// </summary>
internal sealed class KnownSecrets
{
    /// <summary>The maximum number of secrets from requests. The oldest are removed first.</summary>
    public const int MaxRemembered = 1_000;

    /// <summary>The maximum total number of characters of these secrets.</summary>
    public const int MaxRememberedCharacters = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _remembered = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private int _characters;
    private int _version;

    /// <summary>Gets a number that increases with each change.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Adds secrets that are never removed.</summary>
    public void Pin(IEnumerable<string> secrets)
    {
        lock (_gate)
        {
            _pinned.UnionWith(secrets);
            _version++;
        }
    }

    /// <summary>Adds secrets of a request, within the limits.</summary>
    public void Remember(IEnumerable<string> secrets)
    {
        lock (_gate)
        {
            foreach (var secret in secrets)
            {
                if (secret.Length > MaxRememberedCharacters || _pinned.Contains(secret) || !_remembered.Add(secret))
                {
                    continue;
                }

                _order.Enqueue(secret);
                _characters += secret.Length;
                while (_order.Count > MaxRemembered || _characters > MaxRememberedCharacters)
                {
                    var oldest = _order.Dequeue();
                    _remembered.Remove(oldest);
                    _characters -= oldest.Length;
                }

                _version++;
            }
        }
    }

    public List<string> ToList()
    {
        lock (_gate)
        {
            return [.. _pinned, .. _remembered];
        }
    }
}
