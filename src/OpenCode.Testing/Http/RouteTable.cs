namespace OpenCode.Testing.Http;

/// <summary>The routes of the operations that the fake simulates.</summary>
internal sealed class RouteTable
{
    private readonly List<(HttpMethod Method, Route Route, Func<RouteCall, CancellationToken, Task<FakeResponse>> Respond)> _routes = [];

    public void Add(string method, string template, Func<RouteCall, CancellationToken, Task<FakeResponse>> respond) =>
        _routes.Add((new HttpMethod(method), new Route(template), respond));

    public void Add(string method, string template, Func<RouteCall, FakeResponse> respond) =>
        Add(method, template, (call, _) => Task.FromResult(respond(call)));

    /// <returns>The response; null if no route matches.</returns>
    public async Task<FakeResponse?> TryRespondAsync(FakeRequest request, CancellationToken cancellationToken)
    {
        var found = (Fixed: -1, Values: (List<string>?)null, Respond: (Func<RouteCall, CancellationToken, Task<FakeResponse>>?)null);
        foreach (var (method, route, respond) in _routes)
        {
            if (method == request.Method && route.Fixed > found.Fixed && route.Match(request.Path) is { } values)
            {
                found = (route.Fixed, values, respond);
            }
        }

        return found.Respond is null ? null : await found.Respond(new RouteCall(request, found.Values!), cancellationToken).ConfigureAwait(false);
    }
}
