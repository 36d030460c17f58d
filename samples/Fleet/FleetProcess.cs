using System.Diagnostics;
using System.Text;
using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>A process of the demo: the store, or a machine.</summary>
internal sealed class FleetProcess : IDisposable
{
    private readonly Process _process;

    private FleetProcess(Process process, string ready)
    {
        _process = process;
        Address = ready[(ready.LastIndexOf(' ') + 1)..];
    }

    /// <summary>Gets the address of the store.</summary>
    public string Address { get; }

    /// <summary>Starts the store of the tool opencode-fleet on a free port.</summary>
    public static Task<FleetProcess> StartStoreAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        return StartAsync("OpenCodeNet.Fleet.Tool.dll", ["store", "--port", "0", "--data", folder], config: null);
    }

    /// <summary>Starts this program again as a machine, whose servers use a configuration.</summary>
    public static Task<FleetProcess> StartMachineAsync(string name, string store, string folder, Config config) =>
        StartAsync("Fleet.dll", ["machine", name, store, folder], config);

    /// <summary>Lets a machine end: it stops its agents and its server first. Without a store, it can't, and is killed.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>Ends the store. Its data is in its folder already.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static async Task<FleetProcess> StartAsync(string program, IEnumerable<string> arguments, Config? config)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (config is not null)
        {
            start.Environment["OPENCODE_CONFIG_CONTENT"] = Encoding.UTF8.GetString(OpenCodeJson.Write(config));
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Ready", StringComparison.Ordinal))
            {
                return new FleetProcess(process, line);
            }
        }

        throw new InvalidOperationException($"{program} ended.");
    }
}
