using System.Runtime.CompilerServices;

namespace OpenCode.Calls;

/// <summary>The server of a client, and the options that its calls have unless they override them. Thread-safe.</summary>
internal sealed class CallDefaults(Uri server, OpenCodeRequestOptions options)
{
    /// <summary>The options of each view, combined with those of the client once instead of for each call.</summary>
    private readonly ConditionalWeakTable<OpenCodeRequestOptions, OpenCodeRequestOptions> _views = new();

    public Uri Server => server;

    /// <summary>The address of the server without a slash at its end, for URL templates.</summary>
    public string BaseUrl { get; } = server.AbsoluteUri.TrimEnd('/');

    public OpenCodeRequestOptions Options => options;

    /// <summary>Combines the options of the client with those of a view.</summary>
    public OpenCodeRequestOptions With(OpenCodeRequestOptions? view) => view is null ? options : _views.GetValue(view, options.With);
}
