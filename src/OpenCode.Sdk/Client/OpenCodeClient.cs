using System.Runtime.CompilerServices;
using Microsoft.Kiota.Abstractions;
using OpenCode.Http;
using OpenCode.Requests;

namespace OpenCode;

/// <summary>
/// A client of an opencode server, with every group of operations as a property. Thread-safe; make one and keep it.
/// </summary>
/// <remarks>
/// Calls return their value or throw an <see cref="OpenCodeException"/>; with <see cref="OpenCodeRequestBuilder.Fields"/>
/// they return what became of them. <c>docs/errors.md</c> shows every failure in both styles.
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
    [OverloadResolutionPriority(1)]
    public OpenCodeClient(OpenCodeClientOptions options)
        : this(Connection.Create(options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    /// <summary>
    /// Makes a client that sends through a handler of yours, which stays open after <see cref="Dispose"/>. No call ends on a
    /// time limit by itself.
    /// </summary>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    public OpenCodeClient(HttpMessageHandler handler, OpenCodeClientOptions? options = null)
        : this(Connection.Through(handler ?? throw new ArgumentNullException(nameof(handler)), options ?? new()))
    {
    }

    /// <summary>
    /// Makes a client on connections of yours, which stay open after <see cref="Dispose"/>. Mind that an
    /// <see cref="HttpClient"/> ends every call after 100 seconds unless told otherwise, and a prompt may take longer.
    /// </summary>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
    public OpenCodeClient(HttpClient httpClient, OpenCodeClientOptions? options = null)
        : this(Connection.On(httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options ?? new()))
    {
    }

    private OpenCodeClient(Connection connection)
        : this(new OpenCodeRequestAdapter(connection), connection.Options.Place)
    {
        _connection = connection;
    }

    private OpenCodeClient(OpenCodeRequestAdapter adapter, OpenCodeRequestOptions options)
        : base(adapter, options)
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
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty, or <paramref name="workspace"/> is empty.</exception>
    public OpenCodeClient In(string directory, string? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var options = Options with { Directory = directory, Workspace = workspace };
        options.Validate();
        return new OpenCodeClient(_adapter, options);
    }

    /// <summary>
    /// A light view of this client whose calls have other options; what <paramref name="options"/> leaves null stays as it is.
    /// It shares this client's connections and need not be disposed.
    /// </summary>
    /// <exception cref="ArgumentException">The options hold something that can't work.</exception>
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
    /// Asks the server for its version and health. The first time, a version that this SDK was not tested with is logged: a
    /// newer one for information, an older one as a warning. <c>GET /global/health</c>
    /// </summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeApiException">The server answered with an error, for instance because it asks for a password.</exception>
    /// <exception cref="OpenCodeConnectionException">No answer could be had.</exception>
    /// <exception cref="OpenCodeProtocolException">Whoever answered is no opencode server.</exception>
    /// <exception cref="OpenCodeUnsupportedOperationException">The server is of a later line than 1.x, such as 2.x.</exception>
    /// <exception cref="TimeoutException">The call's own time limit passed.</exception>
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
        _adapter.NoteServerVersion(info.Version);
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
    /// The raw door: sends a request and hands out the answer as it is, whatever its status. The content has not been read
    /// yet; the caller disposes the answer. A failure to connect is tried again as in any call, a status is the caller's to
    /// judge. What this view asks for holds for the request: a time limit, and a directory if it has none.
    /// </summary>
    /// <param name="request">
    /// For instance from <c>client.Session.ToListRequestInformation()</c>. It is not changed and may be sent again, unless its
    /// content is a stream of yours. Only to the client's own server does the password go with it.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeConnectionException">No answer could be had.</exception>
    /// <exception cref="TimeoutException">The call's own time limit passed.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    public async Task<HttpResponseMessage> SendAsync(RequestInformation request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await _adapter.SendRawAsync(request, Options, cancellationToken).ConfigureAwait(false)).EnsureSuccess().Data;
    }

    /// <summary>
    /// Ends all calls and streams of this client and of its views with an <see cref="ObjectDisposedException"/>, and closes
    /// the connections if they are the client's own. Of a view it does nothing.
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
