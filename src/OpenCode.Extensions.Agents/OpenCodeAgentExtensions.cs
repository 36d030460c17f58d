namespace OpenCode;

/// <summary>Provides extension methods that create agents of the Microsoft Agent Framework from opencode clients.</summary>
public static class OpenCodeAgentExtensions
{
    /// <summary>
    /// Returns an <see cref="Microsoft.Agents.AI.AIAgent"/> whose sessions are sessions of the server and whose runs are turns of the
    /// opencode agent. <para><c>POST /session</c>, <c>GET /event</c>, <c>POST /session/{sessionID}/prompt_async</c></para>
    /// </summary>
    /// <remarks>
    /// The agent is thread-safe. It uses the connections of <paramref name="client"/>, which stays open when the agent is
    /// disposed. <c>docs/agents.md</c> lists how each message, content, and option is treated. If the agent doesn't support one,
    /// the run throws before it sends a request.
    /// </remarks>
    /// <param name="client">The client, or a view of it for another directory: <c>client.In("/path")</c>.</param>
    /// <param name="options">The name of the agent and the defaults of its runs; null for the default options.</param>
    /// <returns>The agent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    /// <example><code>
    /// await using var agent = client.AsAIAgent(new() { Name = "writer" });
    /// var session = await agent.CreateSessionAsync();
    /// Console.WriteLine(await agent.RunAsync("Why is the build red?", session));
    /// Console.WriteLine(await agent.RunAsync("Fix it", session));
    /// </code></example>
    public static OpenCodeAgent AsAIAgent(this OpenCodeClient client, OpenCodeAgentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= new();
        options.Validate();
        return new OpenCodeAgent(client, options);
    }
}
