using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;
using OpenCode.SpecTool.Places;
using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>
/// Determines how the reader of a union finds the variant: by the text at one of its paths, or by the members that are present.
/// </summary>
public static class UnionCases
{
    /// <summary>The largest number of cases in one method.</summary>
    private const int MaxCases = 16;

    /// <summary>
    /// Adds the paths, the cases of each path (<c>x-cases-0</c>, …), and the shapes to the schema of the union.
    /// </summary>
    public static void Describe(JObject schema, UnionDefinition union)
    {
        var paths = union.Cases.Select(c => c.Path).OfType<MemberPath>().Distinct().ToList();
        var variables = new HashSet<string>(StringComparer.Ordinal);
        schema["x-apart"] = new JArray(Apart(union));
        schema["x-paths"] = new JArray();
        schema["x-path-texts"] = new JArray(paths.Select(path => Literal.List(path.Names)));
        for (var i = 0; i < paths.Count; i++)
        {
            var (path, variable) = (paths[i], Variable(paths[i], i, variables));
            ((JArray)schema["x-paths"]!).Add($"{variable}|{Literal.Utf8List(path.Names)}");
            schema[$"x-cases-{i}"] = new JArray(union.Cases
                .Where(c => c.Path == path)
                .OrderBy(Length)
                .ThenBy(c => c.Value, StringComparer.Ordinal)
                .Select(c => $"{Length(c)}|{Condition(c, variable)}|{Read(union, c)}"));
        }

        if (LeadingMembers.Discriminator(union) is { } discriminator)
        {
            schema["x-leading-discriminator"] = Literal.Utf8(discriminator);
            schema["x-leading"] = new JArray(LeadingMembers.Of(union).Select(m => $"{TypeSchema.Local(m)}|{Literal.Utf8(m.WireName)}|{LeadingMembers.ReadText(union, m)}"));
            schema["x-leading-arguments"] = string.Concat(LeadingMembers.Of(union).Select(m => $", {TypeSchema.Local(m)}"));
            schema["x-leading-parameters"] = string.Concat(LeadingMembers.Of(union).Select(m => $", string? {TypeSchema.Local(m)}"));
        }

        schema["x-shapes"] = new JArray(union.Cases
            .Where(c => c.Path is null)
            .Select(c => $"{c.Variant.Expression}|{string.Join(" && ", c.RequiredMembers.Select(HasMember))}"));
    }

    /// <summary>
    /// Returns the expression that reads the variant, and whether the reader must first return to the start of the object.
    /// </summary>
    private static string Read(UnionDefinition union, UnionCase known) =>
        LeadingMembers.Read(union, known) is { } read ? $"{read}|"
        : $"{known.Variant.Expression}.ReadFrom(ref reader, reading)|{(LeadingMembers.Discriminator(union) is null ? "" : "restart")}";

    /// <summary>
    /// Returns the lengths of texts whose cases are in methods of their own. The JIT compiler does not inline the comparisons of a
    /// method with many cases.
    /// </summary>
    private static IEnumerable<string> Apart(UnionDefinition union) =>
        union.Cases.Count <= MaxCases || LeadingMembers.Discriminator(union) is null
            ? []
            : union.Cases
                .Where(c => c.Path is not null)
                .GroupBy(Length)
                .Where(cases => cases.All(c => LeadingMembers.Read(union, c) is not null))
                .OrderBy(cases => cases.Key)
                .Select(cases => cases.Key.ToString(CultureInfo.InvariantCulture));

    private static int Length(UnionCase union) => Encoding.UTF8.GetByteCount(union.Value);

    /// <summary>Returns the condition for a case. The text of a missing member is also empty.</summary>
    private static string Condition(UnionCase union, string variable) =>
        union is { Value.Length: 0, Path: { Inner: null } path } ? HasMember(path.Outer) : $"{variable}.SequenceEqual({Literal.Utf8(union.Value)})";

    private static string HasMember(string name) => $"JsonRead.HasMember(reader, {Literal.Utf8(name)})";

    /// <summary>Returns a variable name from the letters of the path if that name is free.</summary>
    private static string Variable(MemberPath path, int index, HashSet<string> taken)
    {
        var name = string.Concat(path.Names.SelectMany(n => n).Where(char.IsAsciiLetterOrDigit));
        var variable = name.Length is > 0 and < 50 && char.IsAsciiLetterLower(name[0]) ? name + "Value" : $"path{index}Value";
        return Identifier.Claim(variable, taken);
    }
}
