using System.Runtime.CompilerServices;
using Microsoft.Kiota.Abstractions;
using OpenCode.Compatibility;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// A client of an opencode server, with each group of operations as a property. Thread-safe; create one client and reuse it.
/// </summary>
/// <remarks>
/// Calls return their value or throw an <see cref="OpenCodeException"/>; with <see cref="OpenCodeRequestBuilder.Fields"/> they return
/// a response or an error. <c>docs/errors.md</c> shows all failures in both styles.
/// </remarks>
/// <example><code>
/// using var client = new OpenCodeClient(new Uri("http://localhost:4096"));
/// var session = await client.Session.CreateAsync(new() { Title = "My session" });
/// </code></example>
public sealed class OpenCodeClient : OpenCodeRequestBuilder, IDisposable
{
    private static readonly OpenCodeRequestOptions s_asOutcome = new() { ThrowOnError = false };

    private readonly OpenCodeRequestAdapter _adapter;

    /// <summary>Null in a view.</summary>
    private readonly Connection? _connection;

    /// <summary>Creates a client of the server at <see cref="OpenCodeClientOptions.DefaultBaseUrl"/>.</summary>
    public OpenCodeClient()
        : this(new OpenCodeClientOptions())
    {
    }

    /// <summary>Creates a client of the server at <paramref name="baseUrl"/>.</summary>
    /// <exception cref="ArgumentException">The address is not an absolute HTTP or HTTPS URL.</exception>
    public OpenCodeClient(Uri baseUrl)
        : this(new OpenCodeClientOptions { BaseUrl = baseUrl ?? throw new ArgumentNullException(nameof(baseUrl)) })
    {
    }

    /// <summary>Creates a client with its own connections, which <see cref="Dispose"/> closes. Calls have no timeout by default.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    [OverloadResolutionPriority(1)]
    public OpenCodeClient(OpenCodeClientOptions options)
        : this(Connection.Create(options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    /// <summary>
    /// Creates a client that sends through your handler, which stays open after <see cref="Dispose"/>. Calls have no timeout by
    /// default.
    /// </summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public OpenCodeClient(HttpMessageHandler handler, OpenCodeClientOptions? options = null)
        : this(Connection.Through(handler ?? throw new ArgumentNullException(nameof(handler)), options ?? new()))
    {
    }

    /// <summary>
    /// Creates a client that sends with your <see cref="HttpClient"/>, which stays open after <see cref="Dispose"/>. By default, an
    /// <see cref="HttpClient"/> ends each call after 100 seconds, and a prompt can take longer. If it follows redirects, it sends the
    /// headers of the client, except <c>Authorization</c>, to the new address.
    /// </summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public OpenCodeClient(HttpClient httpClient, OpenCodeClientOptions? options = null)
        : this(Connection.On(httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options ?? new()))
    {
    }

    private OpenCodeClient(Connection connection)
        : this(new OpenCodeRequestAdapter(connection, new EventStreams(), adapter => new OperationCheck(adapter).ExplainAsync), connection.Options.Place)
    {
        _connection = connection;
    }

    private OpenCodeClient(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options)
        : base(adapter, options)
    {
        _adapter = adapter;
    }

    /// <summary>The address of the server.</summary>
    public Uri BaseUrl => _adapter.ServerUrl;

    /// <summary>
    /// Returns a lightweight view of this client whose calls work in another directory and workspace. It shares the connections of this
    /// client and does not have to be disposed. Calls that belong to no directory are the same in all views.
    /// </summary>
    /// <param name="directory">
    /// The project directory: an absolute path on the server's machine, such as <c>/home/me/project</c>, <c>C:\project</c> or
    /// <c>\\server\share\project</c>. All spellings of a path are the same directory.
    /// </param>
    /// <param name="workspace">The workspace; none by default.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or not an absolute path, or <paramref name="workspace"/> is empty.</exception>
    public OpenCodeClient In(string directory, string? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ServerPath.RequireAbsolute(directory, nameof(directory));
        var options = Options with { Directory = directory, Workspace = workspace };
        options.Validate();
        return new OpenCodeClient(_adapter, options);
    }

    /// <summary>
    /// Returns a lightweight view of this client whose calls have other options. The options of this client apply where those in
    /// <paramref name="options"/> are null. It shares the connections of this client and does not have to be disposed.
    /// </summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <example><code>
    /// var session = await client.With(new() { Timeout = TimeSpan.FromSeconds(5) }).Session.GetAsync(id);
    /// </code></example>
    public OpenCodeClient With(OpenCodeRequestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new OpenCodeClient(_adapter, Options.With(options));
    }

    /// <summary>
    /// Gets the version and the health of the server. The first time, a version that this SDK was not tested with is logged: a newer
    /// version as information, an older version as a warning. <c>GET /global/health</c>
    /// </summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeApiException">The server returned an error, for example because it requires a password.</exception>
    /// <exception cref="OpenCodeConnectionException">The server did not respond.</exception>
    /// <exception cref="OpenCodeProtocolException">The response is not that of an opencode server.</exception>
    /// <exception cref="OpenCodeUnsupportedOperationException">The server is of a later line than 1.x, such as 2.x.</exception>
    /// <exception cref="TimeoutException">The timeout of the call elapsed.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    /// <example><code>
    /// var info = await client.GetServerInfoAsync();
    /// if (!info.IsTested)
    ///     Console.WriteLine($"opencode {info.Version} is not one of {OpenCodeServerInfo.OldestTestedVersion} to {OpenCodeServerInfo.NewestTestedVersion}.");
    /// </code></example>
    public async Task<OpenCodeServerInfo> GetServerInfoAsync(CancellationToken cancellationToken = default)
    {
        var health = await With(s_asOutcome).Fields.Global.HealthAsync(cancellationToken).ConfigureAwait(false);
        var info = health.Error is OpenCodeUnsupportedOperationException { ServerVersion: null }
            ? new OpenCodeServerInfo { Version = null, IsHealthy = true }
            : new OpenCodeServerInfo { Version = health.EnsureSuccess().Data.Version, IsHealthy = health.Data.Healthy };
        _adapter.RecordServerVersion(info.Version);
        return info;
    }

    /// <summary>
    /// Creates one event stream for many readers, of the directory this view works in. Gaps are always announced in it. The caller
    /// disposes it.
    /// <para><c>GET /event</c></para>
    /// </summary>
    /// <returns>A hub without a connection; the first reader opens it.</returns>
    public EventHub CreateEventHub() => new(_adapter, Options, isGlobal: false);

    /// <summary>
    /// Creates one event stream for many readers, of all directories of the server: views and prompts of any directory can share
    /// its connection. Gaps are always announced in it. The caller disposes it.
    /// <para><c>GET /global/event</c></para>
    /// </summary>
    /// <returns>A hub without a connection; the first reader opens it.</returns>
    /// <example><code>
    /// await using var hub = client.CreateGlobalEventHub();
    /// await using var one = await client.In("/repos/one").Session.OpenViewAsync(first.Id, hub);
    /// await using var two = await client.In("/repos/two").Session.OpenViewAsync(second.Id, hub);
    /// </code></example>
    public EventHub CreateGlobalEventHub() => new(_adapter, Options, isGlobal: true);

    /// <summary>
    /// Sends a request and returns the HTTP response, whatever its status. The content has not been read yet; the caller disposes the
    /// response. A connection failure is retried as in any call; the caller handles the status. The options of this view apply to the
    /// request, for example a timeout, and a directory if the request has none.
    /// </summary>
    /// <param name="request">
    /// The request, for example from <c>client.Session.ToListRequestInformation()</c>. It is not changed and can be sent again, unless its
    /// content is your stream. Credentials and headers of the client are sent only to its own server.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeConnectionException">The server did not respond.</exception>
    /// <exception cref="TimeoutException">The timeout of the call elapsed.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    public async Task<HttpResponseMessage> SendAsync(RequestInformation request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await _adapter.SendRawAsync(request, Options, cancellationToken).ConfigureAwait(false)).EnsureSuccess().Data;
    }

    /// <summary>
    /// Ends all calls and streams of this client and of its views with an <see cref="ObjectDisposedException"/>, and closes the
    /// connections if they are the client's own. For a view, it does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_connection is null)
        {
            return;
        }

        _adapter.Close();
        _connection.Dispose();
    }
}
