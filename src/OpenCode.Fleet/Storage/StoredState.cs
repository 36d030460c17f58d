namespace OpenCode.Fleet;

/// <summary>Stores and deletes the state of grains.</summary>
internal static class StoredState
{
    /// <summary>Deletes a value, and deactivates the grain, which knows the value.</summary>
    public static async Task DeleteAsync<T>(this IGrainBase grain, IPersistentState<T> state)
    {
        grain.DeactivateOnIdle();
        if (state.RecordExists)
        {
            await state.ClearStateAsync();
        }
    }

    /// <summary>
    /// Stores a value. If that fails, it is not known whether the store has the value, so the grain is deactivated, and its next
    /// activation reads the value.
    /// </summary>
    public static async Task SaveAsync<T>(this IGrainBase grain, IPersistentState<T> state, T value)
    {
        state.State = value;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            grain.DeactivateOnIdle();
            throw;
        }
    }
}
