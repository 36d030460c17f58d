using OpenCode;
using OpenCode.Samples;

// dotnet run --project samples/ChatClient     the agent as an IChatClient, with a function, an approval, and a typed response
await using var demo = await DemoModel.StartAsync((request, _) => OrderDesk.Answer(request).ToAsyncEnumerable());
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = demo.CreateConfig() });
await OrderDesk.RunAsync(opencode.Client, Console.Out, CancellationToken.None);
