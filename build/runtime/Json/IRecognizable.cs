namespace OpenCode.Models;

/// <summary>
/// A record that is not one of the variants of a union, so that nothing but its members tells what it is. An object that has none of
/// its required members is something else, such as an error.
/// </summary>
internal interface IRecognizable
{
    /// <summary>Whether at least one of the required members could be read.</summary>
    bool IsRecognized { get; }
}
