using System.Runtime.CompilerServices;
using Microsoft.Kiota.Abstractions;
using OpenCode.Compatibility;
using OpenCode.Events;
using OpenCode.Http;
using OpenCode.Requests;
using OpenCode.Versions;

namespace OpenCode;

/// <summary>Provides access to an opencode server. Each group of operations is a property.</summary>
/// <remarks>
/// <para>
/// Calls return their value or throw an <see cref="OpenCodeException"/>. With <see cref="OpenCodeRequestBuilder.Fields"/>, they
/// return a response or an error. <c>docs/errors.md</c> shows all failures in both styles.
/// </para>
/// <para>
/// Lifetime: create one client for each server, reuse it, and dispose it when the application ends. Views created by
/// <see cref="In"/> and <see cref="With"/> share its connections. <see cref="Dispose"/> ends all calls and streams of the client
/// and its views with an <see cref="ObjectDisposedException"/>.
/// </para>
/// <para>Threading: all members are thread-safe.</para>
/// <para>
/// Cancellation: canceling the token of a call ends the call with an <see cref="OperationCanceledException"/>. A timeout throws a
/// <see cref="TimeoutException"/> instead.
/// </para>
/// </remarks>
/// <example><code>
/// using var client = new OpenCodeClient(new Uri("http://localhost:4096"));
/// var session = await client.Session.CreateAsync(new() { Title = "My session" });
/// </code></example>
public sealed class OpenCodeClient : OpenCodeRequestBuilder, IDisposable
{
    private static readonly OpenCodeRequestOptions s_asOutcome = new() { ThrowOnError = false };

    private readonly OpenCodeRequestAdapter _adapter;

    /// <summary>The connection that this client owns; null in a view.</summary>
    private readonly Connection? _connection;

    /// <summary>Initializes a client for the server at <see cref="OpenCodeClientOptions.DefaultBaseUrl"/>.</summary>
    public OpenCodeClient()
        : this(new OpenCodeClientOptions())
    {
    }

    /// <summary>Initializes a client for the server at <paramref name="baseUrl"/>.</summary>
    /// <param name="baseUrl">The address of the server, an absolute HTTP or HTTPS URL.</param>
    /// <exception cref="ArgumentException">The address is not an absolute HTTP or HTTPS URL.</exception>
    public OpenCodeClient(Uri baseUrl)
        : this(new OpenCodeClientOptions { BaseUrl = baseUrl ?? throw new ArgumentNullException(nameof(baseUrl)) })
    {
    }

    /// <summary>
    /// Initializes a client with its own connections, which <see cref="Dispose"/> closes. Calls have no timeout by default.
    /// </summary>
    /// <param name="options">The options. The client copies them.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    [OverloadResolutionPriority(1)]
    public OpenCodeClient(OpenCodeClientOptions options)
        : this(Connection.Create(options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    /// <summary>
    /// Initializes a client that sends requests through your handler. <see cref="Dispose"/> does not dispose the handler. Calls
    /// have no timeout by default.
    /// </summary>
    /// <param name="handler">The handler.</param>
    /// <param name="options">The options; null for the defaults. The client copies them.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    public OpenCodeClient(HttpMessageHandler handler, OpenCodeClientOptions? options = null)
        : this(Connection.Through(handler ?? throw new ArgumentNullException(nameof(handler)), options ?? new()))
    {
    }

    /// <summary>
    /// Initializes a client that sends requests with your <see cref="HttpClient"/>. <see cref="Dispose"/> does not dispose the
    /// <see cref="HttpClient"/>.
    /// </summary>
    /// <remarks>
    /// By default, an <see cref="HttpClient"/> ends each call after 100 seconds, and a prompt can take longer. If the
    /// <see cref="HttpClient"/> follows redirects, it sends the headers of the client, except <c>Authorization</c>, to the new
    /// address.
    /// </remarks>
    /// <param name="httpClient">The <see cref="HttpClient"/>.</param>
    /// <param name="options">The options; null for the defaults. The client copies them.</param>
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

    /// <summary>Gets the address of the server.</summary>
    public Uri BaseUrl => _adapter.ServerUrl;

    /// <summary>
    /// Returns a lightweight view of this client whose calls use another directory and workspace. The view shares the connections
    /// of this client and doesn't need to be disposed. Calls that don't depend on a directory are the same in all views.
    /// </summary>
    /// <param name="directory">
    /// The project directory: an absolute path on the server's machine, such as <c>/home/me/project</c>, <c>C:\project</c>, or
    /// <c>\\server\share\project</c>. Different spellings of a path refer to the same directory.
    /// </param>
    /// <param name="workspace">The workspace; none by default.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="directory"/> is null or not an absolute path, or <paramref name="workspace"/> is empty.
    /// </exception>
    public OpenCodeClient In(string directory, string? workspace = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ServerPath.RequireAbsolute(directory, nameof(directory));
        var options = Options with { Directory = directory, Workspace = workspace };
        options.Validate();
        return new OpenCodeClient(_adapter, options);
    }

    /// <summary>
    /// Returns a lightweight view of this client whose calls use other options. The view shares the connections of this client
    /// and doesn't need to be disposed.
    /// </summary>
    /// <param name="options">The options. For each option that is null, the option of this client applies.</param>
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
    /// Gets the version and the health of the server. The first call logs a version that this SDK was not tested with: a newer
    /// version as information, an older version as a warning. <c>GET /global/health</c>
    /// </summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="OpenCodeApiException">
    /// The server returned an error, for example because it requires a password.
    /// </exception>
    /// <exception cref="OpenCodeConnectionException">The server did not respond.</exception>
    /// <exception cref="OpenCodeProtocolException">The response is not from an opencode server.</exception>
    /// <exception cref="OpenCodeUnsupportedOperationException">
    /// The major version of the server is later than 1.x, such as 2.x.
    /// </exception>
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
        if (ServerLine.IsUnsupported(info.Version))
        {
            throw new OpenCodeUnsupportedOperationException("global.health", "GET /global/health", info.Version);
        }

        _adapter.RecordServerVersion(info.Version);
        return info;
    }

    /// <summary>
    /// Creates a hub that shares one event stream among many readers, for the directory of this view. The hub always reports
    /// gaps. You must dispose it.
    /// <para><c>GET /event</c></para>
    /// </summary>
    /// <returns>A hub without a connection; the first reader opens it.</returns>
    public EventHub CreateEventHub() => new(_adapter, Options, isGlobal: false);

    /// <summary>
    /// Creates a hub that shares one event stream among many readers, for all directories of the server. Views and prompts of any
    /// directory can share its connection. The hub always reports gaps. You must dispose it.
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
    /// Sends a request and returns the HTTP response, regardless of its status. The content is not buffered. You must dispose the
    /// response.
    /// </summary>
    /// <remarks>
    /// Connection failures are retried as in any call; status codes are not evaluated. The options of this view, such as the
    /// timeout, apply to the request. The directory of this view applies if the request has none.
    /// </remarks>
    /// <param name="request">
    /// The request, for example from <c>client.Session.ToListRequestInformation()</c>. It is not modified and can be reused,
    /// unless its content is your own stream. Credentials and headers of the client are sent only to its own server.
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
    /// Ends all calls and streams of this client and its views with an <see cref="ObjectDisposedException"/>, and closes the
    /// connections that the client owns. Does nothing on a view.
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
