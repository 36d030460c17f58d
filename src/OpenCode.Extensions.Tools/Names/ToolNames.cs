namespace OpenCode.Tools.Names;

/// <summary>
/// Creates and checks names of tools. As on the server, a name consists of the name of the MCP server, an underscore, and the
/// name of the function.
/// </summary>
internal static class ToolNames
{
    /// <summary>The maximum length of a function's name for most providers. With a longer name, the whole prompt fails.</summary>
    public const int MaxLength = 64;

    /// <summary>The members of every JavaScript object. The server stores its MCP servers as members of such an object.</summary>
    private static readonly string[] s_members =
        ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"];

    /// <summary>Requires a name that the server doesn't change.</summary>
    /// <exception cref="ArgumentException">The name is invalid.</exception>
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
            throw new ArgumentException($"The name '{name}' can't be used, because every JavaScript object has a member with this name. Use another name.", parameter);
        }
    }

    /// <summary>Returns the name that the model and the permissions use.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static string Full(string server, string function, string parameter)
    {
        if (string.IsNullOrWhiteSpace(function))
        {
            throw new ArgumentException("A function has no name. Set a name when you create it.", parameter);
        }

        var full = $"{server}_{FunctionNames.Sanitize(function)}";
        return full.Length <= MaxLength
            ? full
            : throw new ArgumentException($"The name '{full}' of a tool has {full.Length} characters. Model providers allow up to {MaxLength}. Use a shorter name.", parameter);
    }
}
