using OpenCode;
using OpenCode.Samples;
using Spectre.Console;

// dotnet run --project samples/Batch                              12 directories and a scripted model, without an API key
// dotnet run --project samples/Batch -- "prompt" DIRECTORY...     your own configuration
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await using var demo = args.Length < 2 ? await DemoModel.StartAsync((request, _) => DemoBatch.Answer(request).ToAsyncEnumerable()) : null;
var prompt = demo is null ? args[0] : DemoBatch.Prompt;
var directories = demo is null ? [.. args[1..].Select(Path.GetFullPath)] : DemoBatch.CreateDirectories(Path.Combine(AppContext.BaseDirectory, "projects"), count: 12);
var report = BatchReport.Open("batch-report.jsonl");
await using var opencode = await OpenCodeInstance.StartAsync(new OpenCodeServerOptions { Port = 0, Config = demo?.CreateConfig() });
try
{
    await AnsiConsole.Progress().StartAsync(async context =>
    {
        var task = context.AddTask("Directories", maxValue: directories.Count);
        task.Value = directories.Count(report.Contains);
        await BatchRunner.RunAsync(opencode.Client, directories, prompt, parallelism: 4, report, _ => task.Increment(1), stop.Token);
    });
}
catch (OperationCanceledException)
{
    AnsiConsole.WriteLine("Canceled. Run the same command to continue.");
}

var table = new Table().AddColumns("Directory", "Result", "Attempts", "Tokens", "Cost");
foreach (var result in report.Results)
{
    table.AddRow(
        new Text(Path.GetFileName(result.Directory)), new Text(result.Text, new Style(result.IsCompleted ? Color.Default : Color.Red)), new Text($"{result.Attempts}"), new Text($"{result.Tokens}"), new Text($"{result.Cost:0.0000}"));
}

AnsiConsole.Write(table);
return report.Results.Count(result => result.IsCompleted) == directories.Count ? 0 : 1;
