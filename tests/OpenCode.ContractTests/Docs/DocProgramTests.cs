using System.Diagnostics;
using System.Text;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Docs;

/// <summary>Runs the programs of README.md, of the packages' readmes, and of the documentation. They find their server and its model in the environment.</summary>
[Parallelizable]
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DocProgramTests
{
    [Test]
    public async Task Sdk(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "sdk"), Does.Match(@"^A test fails\. \(\d+ tokens, 0\.0000 US dollars\)\nFine\.$"));

    [Test]
    public async Task Getting_started(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("What is in this directory?", new DemoText("Some files."));
        LiveServer.Scripts.Answer("Which files have changed?", request => request.ToolResults.Count switch
        {
            0 => Bash("git status --short"),
            1 => Bash("git log"),
            _ => new DemoText(request.ToolResults[^1].Contains("Only 'git status' is allowed.", StringComparison.Ordinal) ? "None." : "It was not rejected."),
        });
        Assert.That(await RunAsync(cancellationToken, "getting-started"), Is.EqualTo("Some files.\nSome files.\nNone.\nCompleted\n"));
    }

    [Test]
    public async Task Server(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "server"), Is.EqualTo($"opencode {LiveServer.Version}\n"));

    [Test]
    public async Task Chat_client(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "chat"), Does.Match(@"^A test fails\. \(\d+ tokens\)\nFine\.$"));

    [Test]
    public async Task Agent(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "agent"), Is.EqualTo("A test fails.\n"));

    [Test]
    public async Task Tools(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "tools"), Is.EqualTo("Order 17: one lamp, in transit.\n"));

    [Test]
    public async Task Tools_with_descriptions(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "tools-page"), Is.EqualTo("shop_GetOrder: One lamp\n"));

    [Test]
    public async Task Hooks(CancellationToken cancellationToken)
    {
        LiveServer.Scripts.Answer("Clean up with hooks", request => request.ToolResults.Count switch
        {
            0 => Bash("rm -rf ./build"),
            1 => Bash("echo 'the password is hun'ter2"),
            _ => new DemoText(string.Join(" ", request.ToolResults.Select(result => result.Trim()))),
        });
        Assert.That(await RunAsync(cancellationToken, "hooks", "hunter2"), Does.Contain("Do not delete directories.").And.Contain("the password is ***"));
    }

    [Test]
    public async Task Start_a_server(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "process-start"), Is.EqualTo($"{LiveServer.Version}\n"));

    [Test]
    public async Task Share_a_server(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "process-share", $"{ServerAddress.Decide(new() { Port = 0 }).Port}", "a-secret"), Is.EqualTo($"{LiveServer.Version} True True\n"));

    [Test]
    public async Task Rent_a_server(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync(cancellationToken, "process-pool", LiveServer.Project), Is.EqualTo($"Nightly in {LiveServer.Project}\n"));

    [Test]
    public async Task Hosting(CancellationToken cancellationToken)
    {
        var start = StartInfo("hosting");
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var process = Process.Start(start)!;
        try
        {
            const string Listening = "Now listening on: ";
            string? line;
            while ((line = await process.StandardOutput.ReadLineAsync(cancellationToken))?.Contains(Listening, StringComparison.Ordinal) == false)
            {
            }

            var rest = process.StandardOutput.ReadToEndAsync(cancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(line![(line!.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..]) };
            Assert.That(await http.GetStringAsync("/health", cancellationToken), Is.EqualTo("Healthy"));
            await DocsServer.Client.Session.CreateAsync(new() { Title = "A title for the web" }, cancellationToken);
            Assert.That(await http.GetStringAsync("/titles", cancellationToken), Does.Contain("\"A title for the web\""));
            await Command.RunAsync(new ProcessStartInfo("kill", ["-TERM", $"{process.Id}"]), cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Assert.That(process.ExitCode, Is.Zero, await rest);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static DemoToolCall Bash(string command) => new DemoToolCall("bash", $$"""{"command":"{{command}}","description":"A command"}""");

    private static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (exitCode, output) = await Command.RunAsync(StartInfo(arguments), cancellationToken);
        Assert.That(exitCode, Is.Zero, output);
        return output;
    }

    private static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var options = DocsServer.Options();
        var start = LiveServer.StartInfo(options, "dotnet", [Path.Combine(AppContext.BaseDirectory, "OpenCode.DocPrograms.dll"), .. arguments]);
        start.WorkingDirectory = LiveServer.Project;
        start.Environment["OPENCODE_BIN"] = options.ExecutablePath;
        start.Environment["OPENCODE_CONFIG_CONTENT"] = Encoding.UTF8.GetString(OpenCodeJson.Write(options.Config!));
        return start;
    }
}
