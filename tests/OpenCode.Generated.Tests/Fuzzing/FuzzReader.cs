using System.Text.Json;
using OpenCode.Models;

namespace OpenCode.Generated.Tests.Fuzzing;

/// <summary>Reads a type in the ways in which applications read it, and writes it again.</summary>
internal interface IFuzzReader
{
    /// <summary>What is written after the document was read; null if it was refused.</summary>
    public byte[]? Read(byte[] utf8);

    /// <summary>The same for a document that shares strings with those before.</summary>
    public byte[]? ReadShared(byte[] utf8, SharedStrings strings);

    /// <summary>The same for a list of one document, and whether the document could be read.</summary>
    public (byte[] Written, bool IsReadable) ReadList(byte[] utf8);
}

/// <inheritdoc/>
internal sealed class FuzzReader<T> : IFuzzReader
    where T : IJsonModel
{
    private readonly ModelReader<T> _read = typeof(T).GetMethod("ReadFrom")!.CreateDelegate<ModelReader<T>>();

    public byte[]? Read(byte[] utf8) => Try(() => OpenCodeJson.Read(utf8, _read));

    public byte[]? ReadShared(byte[] utf8, SharedStrings strings) => Try(() => OpenCodeJson.Read(utf8, _read, strings));

    public (byte[] Written, bool IsReadable) ReadList(byte[] utf8)
    {
        var list = JsonSerializer.Deserialize<IReadOnlyList<T>>([(byte)'[', .. utf8, (byte)']'], OpenCodeJson.Options)!;
        return (JsonSerializer.SerializeToUtf8Bytes(list, OpenCodeJson.Options), list.Count == 1);
    }

    private static byte[]? Try(Func<T> read)
    {
        try
        {
            return OpenCodeJson.Write(read());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Readers by type.</summary>
internal static class FuzzReader
{
    private static readonly Dictionary<Type, IFuzzReader> s_readers = [];

    public static IFuzzReader Of(Type type)
    {
        if (!s_readers.TryGetValue(type, out var reader))
        {
            reader = (IFuzzReader)Activator.CreateInstance(typeof(FuzzReader<>).MakeGenericType(type))!;
            s_readers.Add(type, reader);
        }

        return reader;
    }
}
