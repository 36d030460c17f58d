using System.Runtime.CompilerServices;

namespace OpenCode.Calls;

/// <summary>Represents the server of a client and the default options of its calls. Thread-safe.</summary>
internal sealed class CallDefaults(Uri server, OpenCodeRequestOptions options)
{
    /// <summary>The options of each view, combined with those of the client. They are combined once, not for each call.</summary>
    private readonly ConditionalWeakTable<OpenCodeRequestOptions, OpenCodeRequestOptions> _views = new();

    public Uri Server => server;

    /// <summary>Gets the address of the server without a trailing slash, for URL templates.</summary>
    public string BaseUrl { get; } = server.AbsoluteUri.TrimEnd('/');

    public OpenCodeRequestOptions Options => options;

    /// <summary>Combines the options of the client with those of a view.</summary>
    public OpenCodeRequestOptions With(OpenCodeRequestOptions? view) => view is null ? options : _views.GetValue(view, options.With);
}
