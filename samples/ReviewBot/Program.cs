using System.Diagnostics;
using OpenCode;
using OpenCode.Samples;

// dotnet run --project samples/ReviewBot                    a small diff and a scripted model, without an API key
// dotnet run --project samples/ReviewBot -- origin/main     the changes of the current directory since a commit, with your own configuration
await using var demo = args.Length == 0 ? await DemoModel.StartAsync((request, _) => DemoReview.Answer(request).ToAsyncEnumerable()) : null;
var diff = demo is null ? await GitDiffAsync(args[0]) : DemoReview.Diff;
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = demo?.CreateConfig(), WorkingDirectory = Environment.CurrentDirectory });
return await Reviewer.RunAsync(opencode.Client, diff, Console.Out, CancellationToken.None);

static async Task<string> GitDiffAsync(string commit)
{
    using var git = Process.Start(new ProcessStartInfo("git", ["diff", "--end-of-options", commit]) { RedirectStandardOutput = true, UseShellExecute = false })!;
    var diff = await git.StandardOutput.ReadToEndAsync();
    await git.WaitForExitAsync();
    return git.ExitCode == 0 ? diff : throw new InvalidOperationException($"'git diff {commit}' ended with exit code {git.ExitCode}.");
}
