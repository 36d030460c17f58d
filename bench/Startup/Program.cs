using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using OpenCode;

// dotnet run -c Release --project bench/Startup              compares both SDKs in separate, alternating programs
// dotnet run -c Release --project bench/Startup -- 20        the same with 20 rounds
//
// The result is the time from the start of a program until its server is ready. The time of the call alone is also printed.
// Within the call, .NET loads and compiles its code, while JavaScript has loaded its code before. Only the .NET SDK also requests
// the health and the configuration of the server.
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
var (javaScript, dotnet) = (new List<Time>(), new List<Time>());
try
{
    // The first start with a home folder creates its database, and is not measured.
    Measure([Environment.ProcessPath!, "one"]);
    for (var round = 1; round <= rounds; round++)
    {
        javaScript.Add(Measure(["node", Path.Combine(AppContext.BaseDirectory, "startup.mjs"), Metadata("JavaScriptSdkFolder"), FreePort()]));
        dotnet.Add(Measure([Environment.ProcessPath!, "one"]));
        Console.WriteLine($"{round,3}  JavaScript {javaScript[^1].Program,6:0} ms   .NET {dotnet[^1].Program,6:0} ms");
    }
}
finally
{
    home.Delete(recursive: true);
}

Report("call", time => time.Call);
var ratio = Report("program", time => time.Program);
return ratio <= limit ? 0 : 1;

double Report(string name, Func<Time, double> value)
{
    var (theirs, ours) = (Median(javaScript.Select(value)), Median(dotnet.Select(value)));
    Console.WriteLine($"{name,-8} median: JavaScript {theirs:0} ms, .NET {ours:0} ms, ratio {ours / theirs:0.00}");
    return ours / theirs;
}

Time Measure(string[] command)
{
    var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = home.FullName };
    start.Environment["HOME"] = home.FullName;
    start.Environment["PATH"] = Path.GetDirectoryName(Metadata("OpenCodeExecutable")) + Path.PathSeparator + start.Environment["PATH"];
    var clock = Stopwatch.StartNew();
    using var process = Process.Start(start)!;
    var output = process.StandardOutput.ReadLine();
    var program = clock.Elapsed.TotalMilliseconds;
    process.WaitForExit();
    return process.ExitCode == 0 ? new Time(program, double.Parse(output!, CultureInfo.InvariantCulture)) : throw new InvalidOperationException($"{command[0]} ended with exit code {process.ExitCode}.");
}

static string FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}

static double Median(IEnumerable<double> values)
{
    var ordered = values.Order().ToList();
    return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
}

static string Metadata(string key) => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

/// <summary>The milliseconds since the start of the program, and since the call.</summary>
internal sealed record Time(double Program, double Call);
