using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using OpenCode;

// dotnet run -c Release --project bench/Startup              compares both SDKs, in processes of their own, in turns
// dotnet run -c Release --project bench/Startup -- 20        the same with 20 rounds
const double limit = 1.1;
if (args is ["one"])
{
    var clock = Stopwatch.StartNew();
    await using var opencode = await OpenCodeInstance.StartAsync(new() { ExecutablePath = Metadata("OpenCodeExecutable"), Port = 0 });
    Console.WriteLine(clock.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    return 0;
}

var rounds = args is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 10;
var home = Directory.CreateTempSubdirectory("opencode-bench-");
var times = new Dictionary<string, List<double>> { ["JavaScript"] = [], [".NET"] = [] };
try
{
    // The first start of a home creates its database, and counts for nobody.
    Measure([Environment.ProcessPath!, "one"]);
    for (var round = 1; round <= rounds; round++)
    {
        times["JavaScript"].Add(Measure(["node", Path.Combine(AppContext.BaseDirectory, "startup.mjs"), Metadata("JavaScriptSdkFolder"), FreePort()]));
        times[".NET"].Add(Measure([Environment.ProcessPath!, "one"]));
        Console.WriteLine($"{round,3}  JavaScript {times["JavaScript"][^1],6:0} ms   .NET {times[".NET"][^1],6:0} ms");
    }
}
finally
{
    home.Delete(recursive: true);
}

var ratio = Median(times[".NET"]) / Median(times["JavaScript"]);
Console.WriteLine($"median: JavaScript {Median(times["JavaScript"]):0} ms, .NET {Median(times[".NET"]):0} ms, ratio {ratio:0.00} (at most {limit:0.0})");
return ratio <= limit ? 0 : 1;

double Measure(string[] command)
{
    var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = home.FullName };
    start.Environment["HOME"] = home.FullName;
    start.Environment["PATH"] = Path.GetDirectoryName(Metadata("OpenCodeExecutable")) + Path.PathSeparator + start.Environment["PATH"];
    using var process = Process.Start(start)!;
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"{command[0]} ended with exit code {process.ExitCode}.");
}

static string FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static string Metadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
