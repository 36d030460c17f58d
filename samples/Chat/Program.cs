using OpenCode;
using OpenCode.Samples;
using Spectre.Console;

// dotnet run --project samples/Chat                  a demo project and a scripted model, without an API key
// dotnet run --project samples/Chat -- DIRECTORY     your own project and configuration
using var interrupt = new ChatInterrupt();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupt.Press();
};
await using var demo = args.Length == 0 ? await DemoModel.StartAsync(DemoChat.AnswerAsync) : null;
var directory = demo is null ? Path.GetFullPath(args[0]) : await DemoChat.CreateProjectAsync(Path.Combine(AppContext.BaseDirectory, "project"));
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, WorkingDirectory = directory, Config = demo?.CreateConfig() });

// Selections need a terminal. With a redirected input, each line is a prompt or a command.
var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No });
console.WriteLine($"opencode {opencode.Server.Version} in {Path.GetFileName(directory)}. Type a prompt, or /help for the commands.");
await new ChatLoop(console, Console.In, opencode.Client, interrupt).RunAsync();
