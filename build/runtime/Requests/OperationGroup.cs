using OpenCode.Models;

namespace OpenCode.Requests;

/// <summary>What all groups of operations have in common. Groups are immutable and thread-safe.</summary>
public abstract class OperationGroup : BaseRequestBuilder
{
    /// <summary>Makes a group on top of <paramref name="adapter"/>.</summary>
    /// <param name="adapter">Sends the requests.</param>
    /// <param name="scope">Values for the URL templates of all operations, such as <c>directory</c>.</param>
    protected OperationGroup(IOpenCodeRequestAdapter adapter, Dictionary<string, object> scope)
        : base(adapter, "{+baseurl}", scope)
    {
        OpenCodeAdapter = adapter;
    }

    /// <summary>Sends the requests.</summary>
    protected IOpenCodeRequestAdapter OpenCodeAdapter { get; }

    private protected RequestInformation NewRequest(Method method, string urlTemplate, string accept)
    {
        // RequestInformation keeps the dictionary it is given, so each request gets its own.
        var request = new RequestInformation(method, urlTemplate, new Dictionary<string, object>(PathParameters, StringComparer.Ordinal));
        request.Headers.TryAdd("Accept", accept);
        return request;
    }

    private protected static void SetBody<T>(RequestInformation request, T body, ModelWriter<T> write) =>
        request.SetStreamContent(new MemoryStream(OpenCodeJson.Write(body, write), writable: false), "application/json");
}
