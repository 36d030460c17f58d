using Microsoft.Extensions.AI;

namespace OpenCode.Tools.Names;

/// <summary>
/// Creates the part of a tool's name that comes from its function. The chat client also compiles this file, so that it recognizes
/// the tools.
/// </summary>
internal static class FunctionNames
{
    /// <summary>
    /// The part of a compiler-generated name that precedes the name of a local function: <c>&lt;Main&gt;g__GetOrder|0_0</c>.
    /// </summary>
    private const string LocalFunction = ">g__";

    private const string Async = "Async";

    /// <summary>
    /// Returns the name of a function. A local function has its name in source code, without the additions of the compiler.
    /// </summary>
    public static string Of(AIFunction function) =>
        function.UnderlyingMethod is { } method && Parse(method.Name) is (var local, var ordinals) && Stem(function.Name, local, ordinals) is { } name ? name : function.Name;

    /// <summary>Replaces all characters other than ASCII letters, digits, '_', and '-' with '_', as the server does.</summary>
    public static string Sanitize(string name) => new([.. name.Select(c => IsAllowed(c) ? c : '_')]);

    public static bool IsAllowed(char c) => IsLetterOrDigit(c) || c is '_' or '-';

    private static (string Local, string Ordinals)? Parse(string method)
    {
        var bar = method.LastIndexOf('|');
        var marker = bar < 0 ? -1 : method.LastIndexOf(LocalFunction, bar, StringComparison.Ordinal);
        return marker < 0 ? null : (method[(marker + LocalFunction.Length)..bar], method[(bar + 1)..]);
    }

    /// <summary>
    /// Returns the name of the local function if the name of the function is derived from it; null if the application has set the
    /// name. The characters that <see cref="AIFunctionFactory"/> inserts between the parts depend on its version. It removes the
    /// suffix of asynchronous functions.
    /// </summary>
    private static string? Stem(string name, string local, string ordinals)
    {
        string?[] stems = [local, local.EndsWith(Async, StringComparison.Ordinal) ? local[..^Async.Length] : null];
        return stems.FirstOrDefault(stem => stem?.Any(IsLetterOrDigit) == true && LettersAndDigits(name).EndsWith(LettersAndDigits(stem + ordinals), StringComparison.Ordinal));
    }

    private static string LettersAndDigits(string name) => new([.. name.Where(IsLetterOrDigit)]);

    private static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
