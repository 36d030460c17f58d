using OpenCode;
using OpenCode.Models;

// OpenCode.TestHost serve EXECUTABLE    a server with a local MCP server, a terminal and a process that has left its session;
//                                       says "ready" with their port, then waits to be told "fail", "leave" or to be killed
// OpenCode.TestHost tui EXECUTABLE URL  the terminal UI, attached to the server at URL if there is one
switch (args)
{
    case ["serve", var executable]:
        await ServeAsync(executable);
        return 0;
    case ["tui", var executable, .. var url]:
        return await ShowAsync(executable, url);
    default:
        Console.Error.WriteLine("Usage: OpenCode.TestHost serve|tui EXECUTABLE [URL]");
        return 2;
}

static async Task ServeAsync(string executable)
{
    // Nothing disposes it on purpose: what is tested is what happens then.
    var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions
    {
        ExecutablePath = executable,
        Port = 0,
        // The test that started this program decides how long a start may take.
        Timeout = TimeSpan.FromDays(1),
        ConfigJson = """{"agent":{"large":{"prompt":"PROMPT"}}}""".Replace("PROMPT", new string('x', 200_000)),
        Config = new Config { Mcp = new Dictionary<string, McpConfig> { ["slow"] = new McpLocalConfig { Command = ["/bin/sh", "-c", "exec sleep 1001"], Timeout = TimeSpan.FromMinutes(10) } } },
    });
    _ = opencode.Client.Mcp.StatusAsync();
    await opencode.Client.Pty.CreateAsync(new() { Command = "/bin/sh", Args = ["-c", "(setsid sleep 1002 &); exec sleep 1003"] });
    Console.WriteLine($"ready {opencode.Server.Url.Port}");
    switch (Console.ReadLine())
    {
        case "fail":
            Environment.FailFast("as it was told");
            break;
        case "throw":
            throw new InvalidOperationException("as it was told");
    }
}

static async Task<int> ShowAsync(string executable, string[] url)
{
    var options = new OpenCodeTuiOptions { ExecutablePath = executable };
    if (url is [var address])
    {
        options.AttachTo = OpenCodeClientOptions.FromEnvironment() with { BaseUrl = new Uri(address) };
    }

    await using var tui = OpenCodeTui.Start(options);
    return await tui.Exited;
}
