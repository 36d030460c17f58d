using Microsoft.Extensions.AI;

namespace OpenCode.ContractTests.Docs;

/// <summary>The examples of docs/chat-client.md. <see cref="ChatClientExampleTests"/> runs each of them.</summary>
internal sealed class ChatClientExamples(OpenCodeClient client)
{
    public async Task<(ChatResponse Response, Review Review)> ChatAsync()
    {
        #region chat
        IChatClient chat = client.AsChatClient(new() { DefaultModelId = "anthropic/claude-sonnet-4-5", Agent = "build" });

        ChatResponse response = await chat.GetResponseAsync("Why is the build red?");
        Console.WriteLine(response.Text);

        await foreach (var update in chat.GetStreamingResponseAsync("Fix it", new() { ConversationId = response.ConversationId }))
            Console.Write(update.Text);

        // With the package Microsoft.Extensions.AI. AppJson is your JsonSerializerContext.
        ChatResponse<Review> review = await chat.GetResponseAsync<Review>("Review the diff", AppJson.Default.Options);
        #endregion
        return (response, review.Result);
    }

    public async Task<ChatResponse> CallFunctionsAsync(Func<int, string> GetOrder)
    {
        #region functions
        IChatClient chat = client.AsChatClient(new()
        {
            AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
        });
        ChatResponse response = await chat.GetResponseAsync("Where is order 17?", new() { Tools = [AIFunctionFactory.Create(GetOrder, "GetOrder")] });
        #endregion
        return response;
    }
}
