using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>
/// Minimal responses for each operation of the server's OpenAPI document: an empty list, true, or an object with its required
/// members.
/// </summary>
internal sealed class DefaultAnswers
{
    private const string Resource = "OpenCode.Testing.answers.json";

    private readonly RouteTable _routes = new();

    public DefaultAnswers()
    {
        using var stream = typeof(DefaultAnswers).Assembly.GetManifestResourceStream(Resource)!;
        var paths = new JsonObject();
        foreach (var answer in (JsonObject)JsonNode.Parse(stream)!)
        {
            // The method, the path, and the media type if it is not JSON.
            var words = answer.Key.Split(' ');
            var (method, path) = (words[0], words[1]);
            paths[path] ??= new JsonObject();
            paths[path]![method.ToLowerInvariant()] = new JsonObject();
            var response = words.Length > 2 ? FakeResponse.Text("", words[2]) : answer.Value is null ? FakeResponse.Empty() : FakeResponse.Of(answer.Value);
            _routes.Add(method, path, _ => response);
        }

        var document = FakeResponse.Of(new JsonObject { ["openapi"] = "3.1.0", ["paths"] = paths });
        _routes.Add("GET", "/doc", _ => document);
    }

    /// <returns>The response; null for an operation that the server does not have.</returns>
    public FakeResponse? Find(FakeRequest request) => _routes.TryRespondAsync(request, CancellationToken.None).GetAwaiter().GetResult();
}
