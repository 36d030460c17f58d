using OpenCode.Models;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/clients.md that make calls. <see cref="ClientsExampleTests"/> runs each of them.</summary>
internal sealed class ClientsExamples(OpenCodeClient client)
{
    public async Task PromptAsync(Session session, string picture)
    {
        #region prompt
        await client.Session.PromptAsync(session.Id, "Why is the build red?");   // a string converts to a prompt
        await client.Session.PromptAsync(session.Id, new()
        {
            Model = PromptModel.Parse("anthropic/claude-sonnet-4-5"),
            Parts = ["What does this picture show?", await FilePartInput.FromFileAsync(picture)],
        });
        #endregion
    }

    public async Task EnumerateAsync(string project)
    {
        #region enumerate
        await foreach (var session in client.In(project).Session.EnumerateAsync())
            Console.WriteLine(session.Title);
        #endregion
    }

    public async Task<string> SendAsync()
    {
        #region raw
        var request = client.Session.ToListRequestInformation();
        using HttpResponseMessage response = await client.SendAsync(request);
        #endregion
        return await response.Content.ReadAsStringAsync();
    }
}
