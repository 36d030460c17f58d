using Microsoft.Kiota.Abstractions;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// A client of an opencode server, with every group of operations as a property. Thread-safe; make one and keep it.
/// </summary>
/// <example><code>
/// using var client = new OpenCodeClient(new Uri("http://localhost:4096"));
/// var session = await client.Session.CreateAsync(new() { Title = "My session" });
/// </code></example>
public sealed class OpenCodeClient : OpenCodeRequestBuilder, IDisposable
{
    private readonly OpenCodeRequestAdapter _adapter;
    private readonly HttpClient? _ownedHttpClient;

    /// <summary>Makes a client of the server at <see cref="OpenCodeClientOptions.DefaultBaseUrl"/>.</summary>
    public OpenCodeClient()
        : this(new OpenCodeClientOptions())
    {
    }

    /// <summary>Makes a client of the server at <paramref name="baseUrl"/>.</summary>
    /// <exception cref="ArgumentException">The address is not an absolute HTTP address.</exception>
    public OpenCodeClient(Uri baseUrl)
        : this(new OpenCodeClientOptions { BaseUrl = baseUrl ?? throw new ArgumentNullException(nameof(baseUrl)) })
    {
    }

    /// <summary>Makes a client with connections of its own, which <see cref="Dispose"/> closes. No call ends on a time limit by itself.</summary>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    public OpenCodeClient(OpenCodeClientOptions options)
        : this(HttpClients.Create(Checked(options, null).BaseUrl!), options, ownsHttpClient: true)
    {
    }

    /// <summary>
    /// Makes a client on connections of yours, which stay open after <see cref="Dispose"/>. Mind that an
    /// <see cref="HttpClient"/> ends every call after 100 seconds unless told otherwise, and a prompt may take longer.
    /// </summary>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    public OpenCodeClient(HttpClient httpClient, OpenCodeClientOptions? options = null)
        : this(httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options ?? new OpenCodeClientOptions(), ownsHttpClient: false)
    {
    }

    private OpenCodeClient(HttpClient httpClient, OpenCodeClientOptions options, bool ownsHttpClient)
        : this(new OpenCodeRequestAdapter(httpClient, Checked(options, httpClient.BaseAddress)), Scope.Create(options.Directory, options.Workspace))
    {
        _ownedHttpClient = ownsHttpClient ? httpClient : null;
    }

    private OpenCodeClient(OpenCodeRequestAdapter adapter, Dictionary<string, object> scope)
        : base(adapter, scope)
    {
        _adapter = adapter;
    }

    /// <summary>Where the server is.</summary>
    public Uri BaseUrl => _adapter.ServerUrl;

    /// <summary>
    /// A light view of this client whose calls work in another directory and workspace. It shares this client's connections
    /// and need not be disposed. Calls that belong to no directory are the same in every view.
    /// </summary>
    /// <param name="directory">A project directory on the server's machine.</param>
    /// <param name="workspace">A workspace; by default none.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    public OpenCodeClient In(string directory, string? workspace = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new OpenCodeClient(_adapter, Scope.Create(directory, workspace));
    }

    /// <summary>
    /// The raw door: sends a request and hands out the answer as it is, whatever its status. The content has not been read
    /// yet; the caller disposes the answer.
    /// </summary>
    /// <param name="request">For instance from <c>client.Session.ToListRequestInformation()</c>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeConnectionException">No answer could be had.</exception>
    public Task<HttpResponseMessage> SendAsync(RequestInformation request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _adapter.SendForResponseAsync(request, cancellationToken);
    }

    /// <summary>Closes the connections, if they are the client's own.</summary>
    public void Dispose() => _ownedHttpClient?.Dispose();

    /// <summary>The options with their base URL decided, if they can work.</summary>
    private static OpenCodeClientOptions Checked(OpenCodeClientOptions options, Uri? baseAddress)
    {
        ArgumentNullException.ThrowIfNull(options);
        var url = options.BaseUrl ?? baseAddress ?? OpenCodeClientOptions.DefaultBaseUrl;
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException($"BaseUrl has to be an absolute HTTP address, but is {url}.", nameof(options));
        }

        if (url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            throw new ArgumentException("BaseUrl may hold no user name, query or fragment; Username and Password have properties of their own.", nameof(options));
        }

        if (options.Username.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("HTTP Basic allows no colon in Username.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxResponseBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxResponseBytes, Array.MaxLength, nameof(options));
        return options with { BaseUrl = url };
    }
}
