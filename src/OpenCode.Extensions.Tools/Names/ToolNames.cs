using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace OpenCode.Tools.Names;

/// <summary>The names of tools as the server makes them: that of the MCP server, an underscore, and that of the tool.</summary>
internal static partial class ToolNames
{
    /// <summary>The limit of most providers for the name of a function. A longer name fails the whole prompt.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Members that every JavaScript object has. The server keeps its MCP servers in such an object.</summary>
    private static readonly string[] s_members =
        ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"];

    /// <summary>Requires a name that the server leaves as it is.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static void RequireServerName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (name.AsSpan().IndexOfAnyExcept(s_allowed) is var index and >= 0)
        {
            throw new ArgumentException($"The name '{name}' contains '{name[index]}'. It can contain ASCII letters, digits, '_', and '-'.", parameter);
        }

        if (Array.IndexOf(s_members, name) >= 0)
        {
            throw new ArgumentException($"The name '{name}' can't be used, because every JavaScript object has a member of this name.", parameter);
        }
    }

    /// <summary>The name of a function. A local function has the name that it has in the code, without what the compiler adds to it.</summary>
    public static string Of(AIFunction function) =>
        function.UnderlyingMethod is { } method && LocalFunction().Match(method.Name) is { Success: true } match && IsNameOf(function.Name, match.Groups[1].Value)
            ? match.Groups[1].Value
            : function.Name;

    /// <summary>Replaces every other character than ASCII letters, digits, '_', and '-' with '_', as the server does.</summary>
    public static string Sanitize(string name) => string.Create(name.Length, name, static (span, name) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = s_allowed.Contains(name[i]) ? name[i] : '_';
        }
    });

    /// <summary>The name that the model and the permissions use.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static string Full(string server, string function, string parameter)
    {
        if (string.IsNullOrWhiteSpace(function))
        {
            throw new ArgumentException("A function has no name.", parameter);
        }

        var full = $"{server}_{Sanitize(function)}";
        return full.Length <= MaxLength
            ? full
            : throw new ArgumentException($"The name '{full}' of a tool has {full.Length} characters. Model providers allow {MaxLength}.", parameter);
    }

    /// <summary>Whether a name is made of a local function's, and not given by the application.</summary>
    private static bool IsNameOf(string name, string localFunction) => name != localFunction && OrdinalSuffix().Replace(name, "").EndsWith(localFunction, StringComparison.Ordinal) && OrdinalSuffix().IsMatch(name);

    [GeneratedRegex(@"g__(\w+)\|\d+(?:_\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"_\d+(?:_\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OrdinalSuffix();
}
