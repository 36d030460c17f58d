namespace OpenCode.Tools.Names;

/// <summary>The names of tools as the server makes them: that of the MCP server, an underscore, and that of the function.</summary>
internal static class ToolNames
{
    /// <summary>The limit of most providers for the name of a function. A longer name fails the whole prompt.</summary>
    public const int MaxLength = 64;

    /// <summary>Members that every JavaScript object has. The server keeps its MCP servers in such an object.</summary>
    private static readonly string[] s_members =
        ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"];

    /// <summary>Requires a name that the server leaves as it is.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static void RequireServerName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        foreach (var c in name)
        {
            if (!FunctionNames.IsAllowed(c))
            {
                throw new ArgumentException($"The name '{name}' contains '{c}'. It can contain ASCII letters, digits, '_', and '-'.", parameter);
            }
        }

        if (Array.IndexOf(s_members, name) >= 0)
        {
            throw new ArgumentException($"The name '{name}' can't be used, because every JavaScript object has a member of this name.", parameter);
        }
    }

    /// <summary>The name that the model and the permissions use.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static string Full(string server, string function, string parameter)
    {
        if (string.IsNullOrWhiteSpace(function))
        {
            throw new ArgumentException("A function has no name.", parameter);
        }

        var full = $"{server}_{FunctionNames.Sanitize(function)}";
        return full.Length <= MaxLength
            ? full
            : throw new ArgumentException($"The name '{full}' of a tool has {full.Length} characters. Model providers allow {MaxLength}.", parameter);
    }
}
