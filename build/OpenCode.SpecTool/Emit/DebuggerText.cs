using OpenCode.SpecTool.Types;

namespace OpenCode.SpecTool.Emit;

/// <summary>Chooses what a debugger shows for a record in a single line.</summary>
internal static class DebuggerText
{
    private const int MostMembers = 3;

    /// <summary>The members that distinguish objects of a type, in order of importance.</summary>
    private static readonly string[] s_distinguishing = ["id", "name", "title", "role", "status", "reason", "tool", "text", "delta", "message", "command", "path", "file"];

    /// <summary>
    /// Returns the text for a <c>DebuggerDisplay</c> attribute: the members that distinguish objects, otherwise the first simple
    /// members, otherwise the first nested object; null if there are none. Secrets and addresses, which can contain secrets, are
    /// never included.
    /// </summary>
    public static string? Of(RecordDefinition record)
    {
        var simple = record.Members.FindAll(IsSimple);
        var distinguishing = s_distinguishing.SelectMany(name => simple.Where(m => m.WireName == name)).ToList();
        var shown = distinguishing.Count > 0 ? distinguishing
            : simple.Count > 0 ? simple
            : record.Members.Where(m => !m.IsSecret && m.Type.Definition is not null).Take(1);
        return Text(shown.Select(m => m.Name));
    }

    /// <summary>Returns the text for a variant that the SDK does not know: what identifies it, without its content.</summary>
    /// <param name="discriminating">The unions whose discriminators the variant has.</param>
    public static string? Of(IEnumerable<UnionDefinition> discriminating) =>
        Text(discriminating.Select(u => u.DiscriminatorName!).DefaultIfEmpty("Discriminator"));

    private static string? Text(IEnumerable<string> names) =>
        string.Join(", ", names.Take(MostMembers).Select(name => $"{name} = {{{name}}}")) is { Length: > 0 } text ? text : null;

    private static bool IsSimple(Member member) =>
        !member.IsSecret && !member.IsAddress && member.Constant is null
        && (member.Type.Kind is WireKind.String or WireKind.Integer or WireKind.Boolean or WireKind.Time || member.Type.Definition is EnumDefinition);
}
