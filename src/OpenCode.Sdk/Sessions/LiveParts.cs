using System.Collections;
using OpenCode.Models;

namespace OpenCode.Sessions;

/// <summary>Represents the parts of a message, some of which are being written. Immutable, thread-safe.</summary>
/// <param name="parts">The parts as the server sent them.</param>
/// <param name="live">The parts that are being written, by their positions.</param>
internal sealed class LiveParts(Part[] parts, (int Index, LivePart Part)[] live) : IReadOnlyList<Part>
{
    public int Count => parts.Length;

    public Part this[int index]
    {
        get
        {
            foreach (var (at, part) in live)
            {
                if (at == index)
                {
                    return part.ToPart();
                }
            }

            return parts[index];
        }
    }

    public IEnumerator<Part> GetEnumerator()
    {
        for (var i = 0; i < parts.Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
