using System.Globalization;

namespace OpenCode.Testing.Wire;

/// <summary>
/// Creates identifiers in the server's format that sort in the order of their creation. The same seed creates the same
/// identifiers.
/// </summary>
internal sealed class IdSource(int seed)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLetters = 14;

    /// <summary>Leaves room for identifiers of clients, which sort between two identifiers of the server.</summary>
    private const long Step = 0x1000;

    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private long _last;

    /// <param name="prefix">The kind of identifier, for example <c>msg</c>.</param>
    public string Next(string prefix)
    {
        var letters = new char[RandomLetters];
        lock (_gate)
        {
            _last += Step;
            for (var i = 0; i < letters.Length; i++)
            {
                letters[i] = Letters[_random.Next(Letters.Length)];
            }

            return $"{prefix}_{_last.ToString("x12", CultureInfo.InvariantCulture)}{new string(letters)}";
        }
    }
}
