namespace OpenCode.Testing.Http;

/// <summary>The responses that tests have set. Thread-safe.</summary>
internal sealed class HookBook
{
    private readonly object _gate = new();
    private readonly List<Hook> _hooks = [];

    public void Add(HttpMethod method, string path, Func<FakeRequest, FakeResponse?> respond, int times)
    {
        lock (_gate)
        {
            _hooks.Add(new Hook(method, new Route(path), respond) { Left = times });
        }
    }

    /// <summary>Returns the response of the last matching hook that provides one; null if there is none.</summary>
    public FakeResponse? Find(FakeRequest request)
    {
        List<Hook> hooks;
        lock (_gate)
        {
            hooks = [.. _hooks.Where(h => h.Method == request.Method && h.Route.Match(request.Path) is not null)];
        }

        for (var i = hooks.Count - 1; i >= 0; i--)
        {
            if (TryTake(hooks[i]) && hooks[i].Respond(request) is { } response)
            {
                return response;
            }
        }

        return null;
    }

    private bool TryTake(Hook hook)
    {
        lock (_gate)
        {
            if (hook.Left == 0)
            {
                return false;
            }

            hook.Left--;
            return true;
        }
    }

    private sealed class Hook(HttpMethod method, Route route, Func<FakeRequest, FakeResponse?> respond)
    {
        public HttpMethod Method { get; } = method;

        public Route Route { get; } = route;

        public Func<FakeRequest, FakeResponse?> Respond { get; } = respond;

        public int Left { get; set; }
    }
}
