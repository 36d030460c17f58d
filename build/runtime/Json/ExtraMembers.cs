namespace OpenCode.Models;

/// <summary>The members of an object that the document does not define, and those that do not match it.</summary>
/// <remarks>Few objects have any, so a model refers to both with one reference.</remarks>
internal sealed class ExtraMembers<T>
{
    private ExtraMembers(IReadOnlyDictionary<string, T>? additional, IReadOnlyDictionary<string, UnexpectedMember>? unexpected)
    {
        Additional = additional;
        Unexpected = unexpected;
    }

    public IReadOnlyDictionary<string, T>? Additional { get; }

    public IReadOnlyDictionary<string, UnexpectedMember>? Unexpected { get; }

    /// <summary>Returns null if there are no such members.</summary>
    public static ExtraMembers<T>? Of(IReadOnlyDictionary<string, T>? additional, IReadOnlyDictionary<string, UnexpectedMember>? unexpected) =>
        additional is null && unexpected is null ? null : new ExtraMembers<T>(additional, unexpected);
}
