using OpenCode;
using OpenCode.Samples;

// dotnet run --project samples/Hooks     this program checks what a scripted model does, without an API key
await using var demo = await DemoModel.StartAsync((request, _) => Guard.Answer(request).ToAsyncEnumerable());
await using var hooks = await OpenCodeHooks.StartAsync(Guard.CreateOptions(Console.Out));
var config = demo.CreateConfig() with { Plugin = [hooks.Plugin] };
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = config, Timeout = TimeSpan.FromMinutes(2) });
await hooks.EnsureLoadedAsync(opencode.Client);
await Guard.RunAsync(opencode.Client, Console.Out, CancellationToken.None);
