using System.Collections.ObjectModel;
using System.Net;
using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing.Wire;
using WireJson = OpenCode.Testing.Wire.Json;

namespace OpenCode.Testing;

/// <summary>
/// A response of the fake to a request; see <see cref="FakeOpenCode.When(HttpMethod, string, FakeResponse, int)"/>.
/// </summary>
public sealed record FakeResponse
{
    internal const string JsonType = "application/json";

    private static readonly IReadOnlyDictionary<string, string> s_noHeaders = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>());

    private FakeResponse()
    {
    }

    /// <summary>The status code; 200 by default.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>The media type of the body; <c>application/json</c> by default.</summary>
    public string ContentType { get; init; } = JsonType;

    /// <summary>The body; empty by default.</summary>
    public string Body { get; init; } = "";

    /// <summary>Additional headers, for example <c>retry-after</c>; none by default.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = s_noHeaders;

    /// <summary>
    /// The delay before the response, measured by <see cref="FakeOpenCodeOptions.TimeProvider"/>; none by default.
    /// </summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The failure to throw instead of a response; null by default.</summary>
    internal Exception? Failure { get; init; }

    /// <summary>The body as a stream; null if the body is text.</summary>
    internal Stream? Stream { get; init; }

    /// <summary>Creates a response that contains a model.</summary>
    /// <param name="model">The model, for example a <see cref="Session"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static FakeResponse Model(IJsonModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(WireJson.FromModel(model));
    }

    /// <summary>Creates a response that contains a list of models.</summary>
    /// <param name="models">The models.</param>
    /// <exception cref="ArgumentNullException"><paramref name="models"/> is null.</exception>
    public static FakeResponse Models(params IEnumerable<IJsonModel> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        return Of(WireJson.FromModels(models));
    }

    /// <summary>Creates a response that contains JSON.</summary>
    /// <param name="json">The JSON. It is not validated, so that a test can return invalid responses.</param>
    /// <param name="status">The status code; 200 by default.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    public static FakeResponse Json(string json, HttpStatusCode status = HttpStatusCode.OK)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new FakeResponse { Status = status, Body = json };
    }

    /// <summary>Creates an error response in the format of the server.</summary>
    /// <param name="status">The status code, for example 404.</param>
    /// <param name="name">The name of the error, for example <c>NotFoundError</c>.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FakeResponse Error(HttpStatusCode status, string name, string message)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(message);
        return Of(WireFailure.Error(name, message)) with { Status = status };
    }

    /// <summary>Creates a response with a status code and an empty body.</summary>
    /// <param name="status">The status code; 204 by default.</param>
    public static FakeResponse Empty(HttpStatusCode status = HttpStatusCode.NoContent) => new() { Status = status };

    /// <summary>Creates a response that contains text, for example a web page.</summary>
    /// <param name="text">The text.</param>
    /// <param name="contentType">The media type; <c>text/html</c> by default.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static FakeResponse Text(string text, string contentType = "text/html")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(contentType);
        return new FakeResponse { Body = text, ContentType = contentType };
    }

    /// <summary>Creates a failure of the connection instead of a response.</summary>
    /// <param name="message">The message of the <see cref="HttpRequestException"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public static FakeResponse ConnectionFailure(string message = "Connection refused")
    {
        ArgumentNullException.ThrowIfNull(message);
        return new FakeResponse { Failure = new HttpRequestException(message) };
    }

    /// <summary>Creates a response that never arrives. The request ends when it is canceled or its timeout elapses.</summary>
    public static FakeResponse Never() => new() { Delay = Timeout.InfiniteTimeSpan };

    internal static FakeResponse Of(JsonNode json) => Json(json.ToJsonString());

    internal static FakeResponse Events(Stream stream) => new() { ContentType = "text/event-stream", Stream = stream };
}
