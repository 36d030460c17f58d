namespace OpenCode.Testing.Http;

/// <summary>Adds routes that change or read the store, one request at a time.</summary>
internal sealed class GatedRoutes(RouteTable routes, object gate)
{
    public void Add(string method, string template, Func<RouteCall, FakeResponse> respond) => routes.Add(method, template, call =>
    {
        lock (gate)
        {
            return respond(call);
        }
    });
}
