namespace OpenCode.Models;

/// <summary>
/// A record that is not a variant of a union, so it can be recognized only by its members. An object that has none of its
/// required members is something else, such as an error.
/// </summary>
internal interface IRecognizable
{
    /// <summary>Whether at least one of the required members could be read.</summary>
    bool IsRecognized { get; }
}
