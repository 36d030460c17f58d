using System.Text.Json.Nodes;
using OpenCode.Models;
using OpenCode.Testing.Events;
using OpenCode.Testing.Store;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing.Http;

/// <summary>The routes for health, events, configuration, projects, models, agents and MCP servers.</summary>
internal sealed class ServerRoutes(FakeStore store, EventBroker events)
{
    private readonly JsonObject _config = new();
    private readonly JsonObject _mcp = new();

    private FakeOpenCodeOptions Options => store.Options;

    public void AddTo(RouteTable routes)
    {
        var gated = new GatedRoutes(routes, store.Gate);
        gated.Add("GET", "/global/health", _ => FakeResponse.Of(new JsonObject { ["healthy"] = true, ["version"] = Options.Version }));
        gated.Add("GET", "/event", call => FakeResponse.Events(events.Open(FeedKind.Directory, call.Request.Directory)));
        gated.Add("GET", "/global/event", _ => FakeResponse.Events(events.Open(FeedKind.Global, null)));
        gated.Add("GET", "/api/event", _ => FakeResponse.Events(events.Open(FeedKind.V2, null)));
        gated.Add("GET", "/api/session/{id}/event", _ => FakeResponse.Events(events.Open(FeedKind.Durable, null)));
        gated.Add("GET", "/config", _ => FakeResponse.Of(_config));
        gated.Add("GET", "/global/config", _ => FakeResponse.Of(_config));
        gated.Add("PATCH", "/config", UpdateConfig);
        gated.Add("PATCH", "/global/config", UpdateConfig);
        gated.Add("GET", "/config/providers", _ => FakeResponse.Of(Providers("providers")));
        gated.Add("GET", "/provider", _ => FakeResponse.Of(AllProviders()));
        gated.Add("GET", "/agent", _ => FakeResponse.Models(Agents()));
        gated.Add("GET", "/project", call => FakeResponse.Of(new JsonArray(Project(call))));
        gated.Add("GET", "/project/current", call => FakeResponse.Of(Project(call)));
        gated.Add("GET", "/path", call => FakeResponse.Of(Paths(call)));
        gated.Add("GET", "/mcp", _ => FakeResponse.Of(_mcp));
        gated.Add("POST", "/mcp", AddMcp);
        gated.Add("POST", "/mcp/{name}/connect", call => ConnectMcp(call, "connected"));
        gated.Add("POST", "/mcp/{name}/disconnect", call => ConnectMcp(call, "disabled"));
    }

    private FakeResponse UpdateConfig(RouteCall call)
    {
        foreach (var member in call.Body())
        {
            _config[member.Key] = member.Value?.DeepClone();
        }

        return FakeResponse.Of(_config);
    }

    private JsonObject Providers(string member)
    {
        var model = (JsonObject)Json.FromModel(OpenCodeModelFactory.Create<Model>(new JsonObject
        {
            ["id"] = Options.Model.ModelId, ["providerID"] = Options.Model.ProviderId, ["name"] = Options.Model.ModelId,
        }.ToJsonString()));
        var provider = Json.FromModel(OpenCodeModelFactory.Create<Provider>(new JsonObject
        {
            ["id"] = Options.Model.ProviderId, ["name"] = Options.Model.ProviderId, ["models"] = new JsonObject { [Options.Model.ModelId] = model },
        }.ToJsonString()));
        return new JsonObject { [member] = new JsonArray(provider), ["default"] = new JsonObject { [Options.Model.ProviderId] = Options.Model.ModelId } };
    }

    private JsonObject AllProviders()
    {
        var all = Providers("all");
        all["connected"] = new JsonArray(Options.Model.ProviderId);
        return all;
    }

    private IEnumerable<Agent> Agents() => new[] { (Options.Agent, "primary"), ("general", "subagent") }.Select(agent =>
        OpenCodeModelFactory.Create<Agent>(new JsonObject { ["name"] = agent.Item1, ["mode"] = agent.Item2 }.ToJsonString()));

    private JsonObject Project(RouteCall call) => new()
    {
        ["id"] = FakeStore.ProjectId,
        ["worktree"] = call.Request.Directory,
        ["vcs"] = "git",
        ["time"] = new JsonObject { ["created"] = store.Now, ["updated"] = store.Now },
        ["sandboxes"] = new JsonArray(),
    };

    private static JsonObject Paths(RouteCall call) => new()
    {
        ["home"] = "/home/user",
        ["state"] = "/home/user/.local/state/opencode",
        ["config"] = "/home/user/.config/opencode",
        ["worktree"] = call.Request.Directory,
        ["directory"] = call.Request.Directory,
    };

    private FakeResponse AddMcp(RouteCall call)
    {
        var name = call.Body().OptionalText("name") ?? throw WireFailure.BadRequest("name is missing.");
        _mcp[name] = new JsonObject { ["status"] = "connected" };
        return FakeResponse.Of(_mcp);
    }

    private FakeResponse ConnectMcp(RouteCall call, string status)
    {
        if (_mcp[call.Id] is null)
        {
            throw WireFailure.NotFound($"MCP server not found: {call.Id}");
        }

        _mcp[call.Id] = new JsonObject { ["status"] = status };
        return FakeResponse.Json("true");
    }
}
