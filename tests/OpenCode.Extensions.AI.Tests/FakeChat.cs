using Microsoft.Extensions.AI;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>A chat client of a fake server.</summary>
internal sealed class FakeChat : IAsyncDisposable
{
    private readonly OpenCodeChatClientOptions? _options;

    public FakeChat(OpenCodeChatClientOptions? options = null)
    {
        _options = options;
        Client = Server.CreateClient();
        Chat = Client.AsChatClient(options);
    }

    public FakeOpenCode Server { get; } = new();

    public OpenCodeClient Client { get; }

    public IChatClient Chat { get; }

    /// <summary>Another chat client of the same server.</summary>
    public IChatClient Another(Func<OpenCodeChatClientOptions, OpenCodeChatClientOptions> change) => Client.AsChatClient(change(_options ?? new()));

    /// <summary>The only prompt.</summary>
    public FakePrompt Prompt => Server.Prompts.Single();

    public async ValueTask DisposeAsync()
    {
        Chat.Dispose();
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
