using System.Net;
using System.Net.Sockets;
using OpenCode.Testing;
using Spectre.Console.Testing;

namespace OpenCode.Fleet.Tool.Tests;

/// <summary>Command lines that are not valid, and failures before a fleet responds: one line, and an exit code.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class CommandLineTests
{
    [TestCase("nope", "Unknown command 'nope'.")]
    [TestCase("up --nope", "Unknown option 'nope'.")]
    [TestCase("up --jobs -1", "MaxJobs must be between 0 and 1000. (Parameter 'MaxJobs') Actual value was -1.")]
    [TestCase("up --port 70000", "The port 70000 is not between 0 and 65535.")]
    [TestCase("up --listen example", "'example' is not an IP address.")]
    [TestCase("up --name a/b", "The name 'a/b' contains characters that a folder can't have.")]
    [TestCase("up --model demo", "The model 'demo' does not have the form provider/model. (Parameter 'Models')")]
    [TestCase("up --model demo/x=two", "'two' in --model demo/x=two is not a number.")]
    [TestCase("up --model demo/x=0", "Models[demo/x] must be between 1 and 1000. (Parameter 'Models[demo/x]') Actual value was 0.")]
    [TestCase("up --drain -00:00:01", "DrainTimeout must be positive and at most 24 days. (Parameter 'DrainTimeout') Actual value was -00:00:01.")]
    [TestCase("up --drain 10", "'10' is not a time such as 00:10:00.")]
    [TestCase("up --page 70000", "The port 70000 is not between 0 and 65535.")]
    [TestCase("page --port -1", "The port -1 is not between 0 and 65535.")]
    [TestCase("page --listen example", "'example' is not an IP address.")]
    [TestCase("submit", "Command 'submit' is missing required argument 'FILE'.")]
    [TestCase("status --store ,", "'' is not the address of a store. Use the form HOST:PORT, for example 127.0.0.1:6399. (Parameter 'text')")]
    [TestCase("status --store ,password=hunter2", "'password=*****' is not the address of a store. Use the form HOST:PORT, for example 127.0.0.1:6399. (Parameter 'text')")]
    [TestCase("reply job ask --allow", "'job' is not the identifier of a job. Use the form BATCH/N.")]
    [TestCase("reply batch/0 ask", "Reply to a permission request or a question with one of --allow, --reject, and --answer.")]
    [TestCase("reply batch/0 ask --allow --reject", "Reply to a permission request or a question with one of --allow, --reject, and --answer.")]
    public async Task An_invalid_command_line_is_reported(string line, string message, CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(line.Split(' '), cancellationToken), Is.EqualTo((FleetApp.Usage, $"opencode-fleet: {message}")));

    [TestCase("""{ "jobs": [] }""", "Jobs must be between 1 and 1000000.")]
    [TestCase("""{ "jobs": [{ "prompt": "a", "workspace": { "kind": "directory", "location": "relative" } }] }""", "The job at position 0 is invalid: The path 'relative' of a Directory workspace is not absolute.")]
    [TestCase("""{ "job": [] }""", "The JSON property 'job' could not be mapped")]
    public async Task An_invalid_batch_is_reported(string json, string message, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, json, cancellationToken);
        var (exitCode, error) = await RunAsync(["submit", file], cancellationToken);
        File.Delete(file);
        Assert.That(error, Does.StartWith($"opencode-fleet: The file {file} can't be submitted: ").And.Contains(message));
        Assert.That(exitCode, Is.EqualTo(FleetApp.Usage));
    }

    [Test]
    public async Task A_store_that_does_not_respond_is_reported(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(["status", "--store", "127.0.0.1:1,connectTimeout=100"], cancellationToken), Is.EqualTo((FleetApp.Failure, "opencode-fleet: The store at 127.0.0.1:1 doesn't respond.")));

    [TestCase("store")]
    [TestCase("up")]
    public async Task A_port_in_use_is_reported(string command, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var end = (IPEndPoint)listener.LocalEndpoint;
        var (exitCode, error) = await RunAsync([command, "--port", $"{end.Port}", "--data", Path.GetTempPath()], cancellationToken);
        Assert.That(error, Is.EqualTo($"opencode-fleet: The port {end.Port} is in use. If another machine runs the store, join it with --store {end}; otherwise, choose another --port."));
        Assert.That(exitCode, Is.EqualTo(FleetApp.Failure));
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var console = new TestConsole();
        using var errors = new StringWriter();
        var exitCode = await FleetApp.RunAsync(arguments, console, errors, cancellationToken);
        return (exitCode, errors.ToString().TrimEnd());
    }
}
