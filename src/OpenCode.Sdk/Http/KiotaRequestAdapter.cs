using System.Diagnostics.CodeAnalysis;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Abstractions.Store;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace OpenCode.Http;

/// <summary>
/// Provides the methods of Kiota's adapter for programs that send Kiota requests through this client. The adapter is created when
/// one of them is called, because most programs never call them, and the adapter compiles a regular expression, which takes as
/// long as a call. Thread-safe.
/// </summary>
/// <param name="credentials">The credentials of requests.</param>
/// <param name="httpClient">The connections.</param>
/// <param name="baseUrl">The address of the server.</param>
internal abstract class KiotaRequestAdapter(IAuthenticationProvider credentials, HttpClient httpClient, string baseUrl) : IRequestAdapter
{
    private readonly Lazy<HttpClientRequestAdapter> _kiota = new(() => new HttpClientRequestAdapter(credentials, httpClient: httpClient) { BaseUrl = baseUrl });

    public ISerializationWriterFactory SerializationWriterFactory => Kiota.SerializationWriterFactory;

    public string? BaseUrl
    {
        get => Kiota.BaseUrl;
        set => Kiota.BaseUrl = value;
    }

    protected HttpClientRequestAdapter Kiota => _kiota.Value;

    public void EnableBackingStore(IBackingStoreFactory backingStoreFactory) => Kiota.EnableBackingStore(backingStoreFactory);

    public Task<T?> SendAsync<T>(
        RequestInformation requestInfo, ParsableFactory<T> factory, Dictionary<string, ParsableFactory<IParsable>>? errorMapping = null, CancellationToken cancellationToken = default)
        where T : IParsable =>
        Kiota.SendAsync(requestInfo, factory, errorMapping, cancellationToken);

    public Task<IEnumerable<T>?> SendCollectionAsync<T>(
        RequestInformation requestInfo, ParsableFactory<T> factory, Dictionary<string, ParsableFactory<IParsable>>? errorMapping = null, CancellationToken cancellationToken = default)
        where T : IParsable =>
        Kiota.SendCollectionAsync(requestInfo, factory, errorMapping, cancellationToken);

    public Task<T?> SendPrimitiveAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        RequestInformation requestInfo, Dictionary<string, ParsableFactory<IParsable>>? errorMapping = null, CancellationToken cancellationToken = default) =>
        Kiota.SendPrimitiveAsync<T>(requestInfo, errorMapping, cancellationToken);

    public Task<IEnumerable<T>?> SendPrimitiveCollectionAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(
        RequestInformation requestInfo, Dictionary<string, ParsableFactory<IParsable>>? errorMapping = null, CancellationToken cancellationToken = default) =>
        Kiota.SendPrimitiveCollectionAsync<T>(requestInfo, errorMapping, cancellationToken);

    public Task SendNoContentAsync(RequestInformation requestInfo, Dictionary<string, ParsableFactory<IParsable>>? errorMapping = null, CancellationToken cancellationToken = default) =>
        Kiota.SendNoContentAsync(requestInfo, errorMapping, cancellationToken);

    public Task<T?> ConvertToNativeRequestAsync<T>(RequestInformation requestInfo, CancellationToken cancellationToken = default) =>
        Kiota.ConvertToNativeRequestAsync<T>(requestInfo, cancellationToken);
}
