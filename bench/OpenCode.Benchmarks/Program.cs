using OpenCode.Benchmarks;
using OpenCode.Benchmarks.Commands;
using OpenCode.Benchmarks.Micro;
using OpenCode.Benchmarks.Server;

// docs/performance.md describes the commands.
const string usage = """
    compare [--short] [--only NAME,...] [--rounds N] [--without-javascript] [--native] [--markdown]
    growth  [--short] [--only NAME,...] [--rounds N] [--svg FOLDER] [--markdown]
    micro   [arguments of BenchmarkDotNet]
    record
    """;
switch (args)
{
    // No other code may run before this, because the time is measured.
    case ["first-call", var contestant, var url]:
        return await FirstCall.RunAsync(contestant, new Uri(url));
    case ["serve"]:
        await LoopbackServer.RunAsync();
        return ExitCode.Success;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
try
{
    switch (args)
    {
        case ["compare", .. var options]:
            return await CompareCommand.RunAsync(options, Console.Out, Console.Error, stopping.Token);
        case ["growth", .. var options]:
            return await GrowthCommand.RunAsync(options, Console.Out, Console.Error, stopping.Token);
        case ["record"]:
            return await RecordCommand.RunAsync(stopping.Token);
        case ["micro", .. var options]:
            BenchmarkDotNet.Running.BenchmarkSwitcher.FromTypes([typeof(DecodeBenchmarks), typeof(EncodeBenchmarks)]).Run(options);
            return ExitCode.Success;
        default:
            Console.Error.WriteLine(usage);
            return ExitCode.Failed;
    }
}
catch (Exception e) when (e is InvalidOperationException or ArgumentException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Failed;
}
