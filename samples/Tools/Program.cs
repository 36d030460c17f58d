using OpenCode;
using OpenCode.Samples;

// dotnet run --project samples/Tools     a scripted model calls C# functions, without an API key
await using var demo = await DemoModel.StartAsync((request, _) => Shop.Answer(request).ToAsyncEnumerable());
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = demo.CreateConfig() });
await Shop.RunAsync(opencode.Client, Console.Out, CancellationToken.None);
