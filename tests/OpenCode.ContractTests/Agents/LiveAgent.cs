namespace OpenCode.ContractTests.Agents;

/// <summary>Agents of the live server whose functions are hosted in this process.</summary>
internal static class LiveAgent
{
    public static OpenCodeAgent Shared { get; } = Create();

    public static OpenCodeAgent Create(OpenCodeAgentOptions? options = null) => LiveServer.Client.AsAIAgent((options ?? new()) with
    {
        AddTools = async (client, name, functions, token) => await client.AddToolsAsync(name, functions, cancellationToken: token),
    });
}
