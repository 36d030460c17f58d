using System.Globalization;

namespace OpenCode.AI.Tools;

/// <summary>
/// Provides names for the tools of concurrent responses. Consecutive responses get the same name, so that the names of the tools
/// don't change in a conversation. Thread-safe.
/// </summary>
/// <param name="name">The first name.</param>
internal sealed class ToolSlots(string name)
{
    private readonly HashSet<int> _taken = [];

    /// <summary>Creates slots with the specified first name, or with a generated one if it is null.</summary>
    public static ToolSlots Create(string? name) => new(name ?? $"app_{Guid.NewGuid():N}"[..8]);

    /// <summary>The prefix of all names.</summary>
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
