namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/from-javascript.md that create servers and clients. <see cref="JavaScriptExampleTests"/> runs each of them.</summary>
internal static class JavaScriptCreationExamples
{
    public static async Task CreateAsync(OpenCodeServerOptions options)
    {
        #region create
        await using var opencode = await OpenCodeInstance.StartAsync(options);
        var client = opencode.Client;
        #endregion
        Assert.That((await client.Global.HealthAsync()).Healthy, Is.True);
    }

    public static async Task CreateWithConfigAsync(OpenCodeServerOptions options)
    {
        #region config
        await using var opencode = await OpenCodeInstance.StartAsync(options with
        {
            Hostname = "127.0.0.1",
            Port = 0,
            Config = new() { Model = "anthropic/claude-sonnet-4-5" },
        });
        Console.WriteLine($"Server running at {opencode.Server.Url}");
        #endregion
        Assert.That((await opencode.Client.Config.GetAsync()).Model, Is.EqualTo("anthropic/claude-sonnet-4-5"));
    }

    public static void CreateClientOnly()
    {
        #region client-only
        using var client = new OpenCodeClient(new Uri("http://localhost:4096"));
        #endregion
        Assert.That(client, Is.Not.Null);
    }
}
