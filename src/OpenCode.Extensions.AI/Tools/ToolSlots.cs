using System.Globalization;

namespace OpenCode.AI.Tools;

/// <summary>
/// Names for the tools of responses that are made at the same time. One response after the other gets the same name, so that a conversation
/// keeps the names of its tools. Thread-safe.
/// </summary>
/// <param name="name">The first name.</param>
internal sealed class ToolSlots(string name)
{
    private readonly HashSet<int> _taken = [];

    /// <summary>Slots with a given first name, or one of their own.</summary>
    public static ToolSlots Create(string? name) => new(name ?? $"app_{Guid.NewGuid():N}"[..8]);

    /// <summary>The name with which all of them begin.</summary>
    public string First => name;

    public int Take()
    {
        lock (_taken)
        {
            var slot = 1;
            while (!_taken.Add(slot))
            {
                slot++;
            }

            return slot;
        }
    }

    public string Name(int slot) => slot == 1 ? name : name + slot.ToString(CultureInfo.InvariantCulture);

    public void Return(int slot)
    {
        lock (_taken)
        {
            _taken.Remove(slot);
        }
    }
}
