using System.Net;
using System.Text.Json.Nodes;

namespace OpenCode.Testing.Wire;

/// <summary>An error response of the server.</summary>
internal sealed class WireFailure(HttpStatusCode status, JsonObject body) : Exception(body.ToJsonString())
{
    public HttpStatusCode Status { get; } = status;

    public JsonObject Body { get; } = body;

    public static WireFailure NotFound(string message) => new(HttpStatusCode.NotFound, Error("NotFoundError", message));

    public static WireFailure BadRequest(string message, string kind = "Body") =>
        new(HttpStatusCode.BadRequest, new JsonObject { ["name"] = "BadRequest", ["data"] = new JsonObject { ["message"] = message, ["kind"] = kind } });

    public static JsonObject Error(string name, string message) => new() { ["name"] = name, ["data"] = new JsonObject { ["message"] = message } };
}
