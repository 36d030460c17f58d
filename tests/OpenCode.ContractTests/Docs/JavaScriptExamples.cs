using System.Text.Json.Serialization;
using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The C# column of docs/from-javascript.md. <see cref="JavaScriptExampleTests"/> runs each example.</summary>
internal sealed partial class JavaScriptExamples(OpenCodeClient client, string sessionId)
{
    public async Task HandleErrorsAsync()
    {
        #region errors
        try
        {
            await client.Session.GetAsync("ses_unknown");
        }
        catch (OpenCodeApiException e)
        {
            Console.Error.WriteLine($"{e.StatusCode}: {e.Message}");
        }

        var response = await client.Fields.Session.GetAsync("ses_unknown");
        if (response.Error is { } error)
        {
            Console.Error.WriteLine($"Failed to get the session: {error.Message}");
        }
        #endregion
        Assert.That(response.Error, Is.TypeOf<OpenCodeApiException>());
    }

    public async Task<Company> ReadStructuredAsync()
    {
        #region structured
        Company company = await client.Session.RunAsync(
            sessionId, "Research the company and describe it.", CompanyJson.Default.Company);
        Console.WriteLine($"{company.Name}, founded in {company.Founded}");
        #endregion
        return company;
    }

    public async Task CallGlobalAsync()
    {
        #region global
        var health = await client.Global.HealthAsync();
        Console.WriteLine(health.Version);
        #endregion
        Assert.That(health.Version, Is.EqualTo(LiveServer.Version));
    }

    public async Task CallAppAsync()
    {
        #region app
        await client.App.LogAsync(new()
        {
            Service = "my-app",
            Level = AppLogRequestLevel.Info,
            Message = "Operation completed",
        });
        var agents = await client.App.AgentsAsync();
        #endregion
        Assert.That(agents, Is.Not.Empty);
    }

    public async Task CallProjectAsync()
    {
        #region project
        var projects = await client.Project.ListAsync();
        var current = await client.Project.CurrentAsync();
        var path = await client.Path.GetAsync();
        #endregion
        Assert.That(projects.Select(p => p.Id), Does.Contain(current.Id));
        Assert.That(path.Directory, Is.EqualTo(LiveServer.Project));
    }

    public async Task CallConfigAsync()
    {
        #region config-calls
        var config = await client.Config.GetAsync();
        var providers = await client.Config.ProvidersAsync();
        foreach (var provider in providers.Providers)
        {
            Console.WriteLine($"{provider.Id}: {providers.Default[provider.Id]}");
        }
        #endregion
        Assert.That(config, Is.Not.Null);
        Assert.That(providers.Providers, Is.Not.Empty);
    }

    public async Task CallSessionsAsync()
    {
        #region sessions
        var session = await client.Session.CreateAsync(new() { Title = "My session" });
        var sessions = await client.Session.ListAsync();

        // Sends a prompt and waits for the response.
        TurnResult turn = await client.Session.RunAsync(session.Id, "Hello!");
        Console.WriteLine(turn.Text);

        // Adds context without a response of the model.
        await client.Session.PromptAsync(session.Id, new() { NoReply = true, Parts = [new TextPartInput { Text = "You are a helpful assistant." }] });

        var messages = await client.Session.MessagesAsync(session.Id);
        await client.Session.UpdateAsync(session.Id, new() { Title = "Another title" });
        await client.Session.DeleteAsync(session.Id);
        #endregion
        Assert.That(sessions.Select(s => s.Id), Does.Contain(session.Id));
        Assert.That(messages, Has.Count.EqualTo(3));
    }

    public async Task CallFilesAsync()
    {
        #region files
        var matches = await client.Find.TextAsync("needle");
        var files = await client.Find.FilesAsync("hello", new() { Type = FileNodeType.File, Limit = 20 });
        var content = await client.File.ReadAsync("hello.txt");
        #endregion
        Assert.That(matches, Is.Not.Empty);
        Assert.That(files, Does.Contain("hello.txt"));
        Assert.That(content, Is.Not.Null);
    }

    public async Task CallTuiAsync()
    {
        #region tui
        await client.Tui.AppendPromptAsync(new() { Text = "Add this to the prompt" });
        await client.Tui.ShowToastAsync(new() { Message = "Task completed", Variant = ToastVariant.Success });
        #endregion
    }

    public async Task CallAuthAsync()
    {
        var key = "example";
        #region auth
        await client.Auth.SetAsync("anthropic", new ApiAuth { Key = key });
        #endregion
        await client.Auth.RemoveAsync("anthropic");
    }

    public async Task WatchEventsAsync()
    {
        #region events
        await foreach (Event e in client.Event.SubscribeAsync())
        {
            Console.WriteLine($"{e.Type}: {e}");
            if (e is ServerConnectedEvent)
            {
                break;
            }
        }
        #endregion
    }

    #region structured-type
    internal sealed record Company(string Name, int Founded);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Company))]
    internal sealed partial class CompanyJson : JsonSerializerContext;
    #endregion
}
