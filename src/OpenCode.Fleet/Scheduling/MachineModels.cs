namespace OpenCode.Fleet;

/// <summary>Finds the entry of a model in the models that a machine can use.</summary>
internal static class MachineModels
{
    /// <summary>Whether a machine can use a model. A job without a model uses the default model of its machine.</summary>
    public static bool CanUse(IReadOnlyDictionary<string, int> models, string? model) => models.Count == 0 || model is null || EntryOf(models, model) is not null;

    /// <summary>Whether one more job can use a model.</summary>
    /// <param name="models">The models of the machine.</param>
    /// <param name="model">The model; null for the default model of the machine, which has no limit.</param>
    /// <param name="running">The models of the running jobs.</param>
    /// <param name="hasUnknown">Whether the machine also runs jobs that are not loaded yet, which could use any model.</param>
    public static bool HasPlace(IReadOnlyDictionary<string, int> models, string? model, IEnumerable<string?> running, bool hasUnknown) =>
        model is null || EntryOf(models, model) is not { } entry || (!hasUnknown && running.Count(m => m is not null && EntryOf(models, m) == entry) < models[entry]);

    private static string? EntryOf(IReadOnlyDictionary<string, int> models, string model) =>
        models.ContainsKey(model) ? model
        : models.ContainsKey($"{JobNeeds.ProviderOf(model)}/*") ? $"{JobNeeds.ProviderOf(model)}/*"
        : null;
}
