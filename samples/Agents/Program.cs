using OpenCode;
using OpenCode.Samples;

// dotnet run --project samples/Agents     an opencode agent writes and another agent reviews, without an API key
await using var demo = await DemoModel.StartAsync((request, _) => Newsroom.Answer(request).ToAsyncEnumerable());
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = demo.CreateConfig() });
await Newsroom.RunAsync(opencode.Client, Console.Out, CancellationToken.None);
