using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;
using OpenCode.SpecTool.Documents;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Places;

/// <summary>Converts a path of the document to a URL template (RFC 6570) in which only its own variables are expanded.</summary>
/// <remarks>
/// Kiota keeps the base address, the scope of the client, and path and query parameters in one dictionary, so each variable needs
/// a unique name. Percent encoding allows several spellings of a name, which the server treats alike.
/// </remarks>
public sealed partial class UrlTemplate
{
    private const string BaseUrl = "baseurl";

    private readonly HashSet<string> _taken;
    private readonly Dictionary<string, string> _path = new(StringComparer.Ordinal);

    /// <param name="scope">The names of the query parameters that the client sets for all of its calls.</param>
    public UrlTemplate(IEnumerable<string> scope) => _taken = [BaseUrl, .. scope.Select(ScopeName)];

    /// <summary>Returns the distinct names of the path's parameters.</summary>
    public static IEnumerable<string> Names(string route) => Variables().Matches(route).Select(m => m.Groups[1].Value).Distinct();

    /// <summary>Returns the variable that the client sets.</summary>
    public static string ScopeName(string name) => Encode(name, IsPlain);

    /// <summary>Returns the variable of a query parameter, which is its name in the URL.</summary>
    public string Query(string name) =>
        Spellings(name).FirstOrDefault(_taken.Add) ?? throw new SpecToolException($"The URL template has no unused spelling for the repeated parameter \"{HiddenText.Show(name)}\".");

    /// <summary>Returns the variable of a path parameter, whose name does not appear in the URL.</summary>
    public string Path(string name) => _path.TryGetValue(name, out var known) ? known : _path[name] = Free(name);

    /// <summary>Returns the variable for the rest of the path.</summary>
    public string Rest() => Free("path");

    /// <summary>Returns the path, which must start with a slash so that it can't refer to another host.</summary>
    public string Route(string route)
    {
        var template = new StringBuilder($"{{+{BaseUrl}}}");
        if (!route.StartsWith('/'))
        {
            template.Append('/');
        }

        var end = 0;
        foreach (Match variable in Variables().Matches(route))
        {
            template.Append(Plain(route[end..variable.Index])).Append('{').Append(Path(variable.Groups[1].Value)).Append('}');
            end = variable.Index + variable.Length;
        }

        return template.Append(Plain(route[end..])).ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static bool IsPathText(char c) => char.IsAsciiLetterOrDigit(c) || "-._~!$&()*+,;=:@/".Contains(c, StringComparison.Ordinal);

    /// <summary>Encodes text, and leaves encoded characters unchanged.</summary>
    private static string Plain(string text) =>
        string.Concat(Encoded().Split(text).Select(part => Encoded().IsMatch(part) ? part : Encode(part, IsPathText)));

    private static string Encode(string text, Func<char, bool> isPlain)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit < 0x80 && isPlain((char)unit))
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return encoded.ToString();
    }

    private string Free(string name) => Spellings(name).Concat(Identifier.Numbered("path")).First(_taken.Add);

    /// <summary>Returns the usual spelling, followed by spellings that encode more characters of the name.</summary>
    private static IEnumerable<string> Spellings(string name)
    {
        for (var count = 0; count <= name.Length; count++)
        {
            if (name.Length > 0 && !(count < name.Length && char.IsLowSurrogate(name[count])))
            {
                yield return Encode(name[..count], static _ => false) + Encode(name[count..], IsPlain);
            }
        }
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Variables();

    [GeneratedRegex("(%[0-9A-Fa-f]{2})")]
    private static partial Regex Encoded();
}
