using System.Text.Json;
using System.Text.Json.Nodes;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>
/// A path with parameters: <c>{name}</c> or <c>*</c> matches one segment, and a <c>*</c> at the end matches all remaining
/// segments.
/// </summary>
internal sealed class Route
{
    private readonly string[] _segments;

    public Route(string template)
    {
        _segments = Split(template);
    }

    /// <returns>The values of the parameters in order; null if the path does not match.</returns>
    public List<string>? Match(string path)
    {
        var segments = Split(path);
        var values = new List<string>();
        for (var i = 0; i < _segments.Length; i++)
        {
            var isLast = i == _segments.Length - 1;
            if (isLast && _segments[i] == "*" && segments.Length > _segments.Length)
            {
                values.Add(string.Join("/", segments.Skip(i)));
                return values;
            }

            if (i >= segments.Length)
            {
                return null;
            }

            if (IsParameter(_segments[i]))
            {
                values.Add(segments[i]);
            }
            else if (_segments[i] != segments[i])
            {
                return null;
            }
        }

        return segments.Length == _segments.Length ? values : null;
    }

    /// <summary>The number of segments that are not parameters. If several routes match, the one with the most applies.</summary>
    public int Fixed => _segments.Count(s => !IsParameter(s));

    private static bool IsParameter(string segment) => segment == "*" || (segment.Length > 0 && segment[0] == '{');

    private static string[] Split(string path) => path.Trim('/').Split('/');
}

/// <summary>A request with its matching route.</summary>
/// <param name="Request">The request.</param>
/// <param name="Values">The values of the path's parameters.</param>
internal sealed record RouteCall(FakeRequest Request, IReadOnlyList<string> Values)
{
    /// <summary>The first parameter of the path.</summary>
    public string Id => Values[0];

    public string? Query(string name) => Request.Query.TryGetValue(name, out var value) ? value : null;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="WireFailure">The body is not a JSON object.</exception>
    public JsonObject Body()
    {
        try
        {
            return Request.Body.Length == 0 ? [] : Json.ParseObject(Request.Body);
        }
        catch (JsonException e)
        {
            throw WireFailure.BadRequest(e.Message);
        }
    }
}
