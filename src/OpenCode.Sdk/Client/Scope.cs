namespace OpenCode;

/// <summary>
/// Where calls work, as values for URL templates. Classic routes have <c>directory</c> and <c>workspace</c>, v2 routes have
/// <c>location[directory]</c> and <c>location[workspace]</c>; a template takes what it names and leaves the rest.
/// </summary>
internal static class Scope
{
    public static Dictionary<string, object> Create(string? directory, string? workspace)
    {
        var scope = new Dictionary<string, object>(StringComparer.Ordinal);
        Add(scope, "directory", directory);
        Add(scope, "workspace", workspace);
        return scope;
    }

    private static void Add(Dictionary<string, object> scope, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        scope[name] = value;
        scope[$"location%5B{name}%5D"] = value;
    }
}
