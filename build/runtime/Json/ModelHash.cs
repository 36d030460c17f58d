namespace OpenCode.Models;

/// <summary>Combines hash codes; .NET Standard 2.0 has no <c>HashCode</c>.</summary>
internal struct ModelHash
{
    private int _hash;

    public void Add<T>(T value) => _hash = unchecked((_hash * 31) + (value is null ? 0 : EqualityComparer<T>.Default.GetHashCode(value)));

    public readonly int ToHashCode() => _hash;
}
