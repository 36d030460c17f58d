using Microsoft.Extensions.AI;

namespace OpenCode.Tools.Names;

/// <summary>The part of a tool's name that comes from its function. The chat client compiles this file, too, so that it recognizes the tools.</summary>
internal static class FunctionNames
{
    /// <summary>How the compiler names a local function: <c>&lt;Main&gt;g__GetOrder|0_0</c>.</summary>
    private const string LocalFunction = ">g__";

    private const string Async = "Async";

    /// <summary>The name of a function. A local function has the name that it has in the code, without what the compiler adds to it.</summary>
    public static string Of(AIFunction function) =>
        function.UnderlyingMethod is { } method && Parse(method.Name) is (var local, var ordinals) && Stem(function.Name, local, ordinals) is { } name ? name : function.Name;

    /// <summary>Replaces every other character than ASCII letters, digits, '_', and '-' with '_', as the server does.</summary>
    public static string Sanitize(string name) => new([.. name.Select(c => IsAllowed(c) ? c : '_')]);

    public static bool IsAllowed(char c) => IsLetterOrDigit(c) || c is '_' or '-';

    private static (string Local, string Ordinals)? Parse(string method)
    {
        var bar = method.LastIndexOf('|');
        var marker = bar < 0 ? -1 : method.LastIndexOf(LocalFunction, bar, StringComparison.Ordinal);
        return marker < 0 ? null : (method[(marker + LocalFunction.Length)..bar], method[(bar + 1)..]);
    }

    /// <summary>
    /// The local function's name, if the function's name is made of it and not given by the application. Which characters
    /// <see cref="AIFunctionFactory"/> puts between the parts depends on its version. Its names are without the suffix of asynchronous functions.
    /// </summary>
    private static string? Stem(string name, string local, string ordinals)
    {
        string?[] stems = [local, local.EndsWith(Async, StringComparison.Ordinal) ? local[..^Async.Length] : null];
        return stems.FirstOrDefault(stem => stem?.Any(IsLetterOrDigit) == true && LettersAndDigits(name).EndsWith(LettersAndDigits(stem + ordinals), StringComparison.Ordinal));
    }

    private static string LettersAndDigits(string name) => new([.. name.Where(IsLetterOrDigit)]);

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
