using System.Runtime.InteropServices;
using OpenCode.Fleet.Tool;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
#pragma warning disable RS0030 // A program writes to the console.
return await FleetApp.RunAsync(args, Spectre.Console.AnsiConsole.Console, Console.Error, stop.Token).ConfigureAwait(false);
#pragma warning restore RS0030

void Stop(PosixSignalContext context)
{
    // The second signal ends the process at once.
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
