using System.Diagnostics;
using System.Globalization;

namespace OpenCode.Fleet.Benchmarks;

/// <summary>A machine in a process of its own, whose jobs end at once.</summary>
internal sealed class MachineProcess : IAsyncDisposable
{
    public const string Command = "machine";

    public const string Ready = "Ready";

    private readonly Process _process;

    private MachineProcess(Process process) => _process = process;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<MachineProcess> StartAsync(string store, string name, int jobs, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, $"{typeof(MachineProcess).Assembly.GetName().Name}.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, Command, store, name, jobs.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var machine = new MachineProcess(process);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line == Ready)
            {
                return machine;
            }
        }

        throw new InvalidOperationException($"The machine {name} ended while it started.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _process.Dispose();
    }
}
