namespace OpenCode;

/// <summary>Prepares URLs, and texts that should be URLs, for display without secrets.</summary>
internal static class DisplayUrl
{
    private const string Mask = "***";
    private const string LocalFile = "file:///";

    /// <summary>Returns the URL as it was specified. User information, the query, and the fragment are masked.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(url))]
    public static string? Of(Uri? url) => Of(url?.OriginalString);

    /// <inheritdoc cref="Of(Uri)"/>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(url))]
    public static string? Of(string? url)
    {
        // A password that is not encoded can contain any character, for example "#", and only "@" ends it. Therefore, the text
        // before the last "@" is masked, even if a parser finds that "@" in the path, the query, or the fragment.
        if (url?.LastIndexOf('@') is >= 0 and var at && !url.StartsWith(LocalFile, StringComparison.OrdinalIgnoreCase))
        {
            url = url[..SchemeLength(url)] + Mask + url[at..];
        }

        if (url?.IndexOfAny(['?', '#']) is >= 0 and var end)
        {
            url = url[..(end + 1)] + Mask;
        }

        return DisplayText.Of(url);
    }

    /// <summary>Returns the length of a scheme and its separator, such as <c>http://</c>; 0 if there is none.</summary>
    private static int SchemeLength(string url)
    {
        const string Separator = "://";
        var length = url.IndexOf(Separator, StringComparison.Ordinal);
        return length > 0 && Uri.CheckSchemeName(url[..length]) ? length + Separator.Length : 0;
    }
}
