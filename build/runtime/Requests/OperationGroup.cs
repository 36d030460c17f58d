using OpenCode.Models;

namespace OpenCode.Requests;

/// <summary>The base class of the groups of operations. Groups are immutable and thread-safe.</summary>
public abstract class OperationGroup : BaseRequestBuilder
{
    /// <param name="adapter">Sends the requests.</param>
    /// <param name="options">The options of all requests of this group.</param>
    private protected OperationGroup(IOpenCodeRequestAdapter adapter, OpenCodeRequestOptions options)
        : base(adapter, "{+baseurl}", options.ToPathParameters())
    {
        OpenCodeAdapter = adapter;
        Options = options;
    }

    internal IOpenCodeRequestAdapter OpenCodeAdapter { get; }

    internal OpenCodeRequestOptions Options { get; }

    private protected RequestInformation NewRequest(string operation, Method method, string urlTemplate, string accept)
    {
        // RequestInformation keeps the dictionary that it receives, so each request gets its own.
        var request = new RequestInformation(method, urlTemplate, new Dictionary<string, object>(PathParameters, StringComparer.Ordinal));
        request.Headers.TryAdd("Accept", accept);
        request.AddRequestOptions([new ViewOptions(Options), new OperationName(operation)]);
        return request;
    }

    private protected static void SetBody<T>(RequestInformation request, T body, ModelWriter<T> write) =>
        request.SetStreamContent(new MemoryStream(OpenCodeJson.Write(body, write), writable: false), "application/json");

    /// <summary>Implements a call that throws its error on top of the call that returns it.</summary>
    private protected static async Task SucceedAsync(Task<OpenCodeResponse> sending) =>
        (await sending.ConfigureAwait(false)).EnsureSuccess();

    /// <inheritdoc cref="SucceedAsync"/>
    private protected static async Task<T> ValueAsync<T>(Task<OpenCodeResponse<T>> sending) =>
        (await sending.ConfigureAwait(false)).EnsureSuccess().Data;

    /// <inheritdoc cref="SucceedAsync"/>
    private protected static IAsyncEnumerable<T> ValuesAsync<T>(IAsyncEnumerable<OpenCodeResponse<T>> stream) => ((IEventSequence<T>)stream).Events;
}
