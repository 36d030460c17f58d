using System.Globalization;
using OpenCode.Fleet.Benchmarks;

#pragma warning disable RS0030 // A program writes to the console.
await (args switch
{
    [MachineProcess.Command, var store, var name, var jobs] => MachineHost.RunAsync(store, name, int.Parse(jobs, CultureInfo.InvariantCulture), Console.In, Console.Out),
    ["--short"] => new Measurements(Console.Out, scale: 0.02).RunAsync(CancellationToken.None),
    _ => new Measurements(Console.Out, scale: 1).RunAsync(CancellationToken.None),
});
