using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>What the templates create compiles as it is, contains its server, and does what its readme promises.</summary>
[CancelAfter(Milliseconds)]
public sealed partial class TemplateTests
{
    /// <summary>A test creates a program, builds it, and runs it.</summary>
    private const int Milliseconds = 2 * TestTimeout.Milliseconds;

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        using var limit = TestTimeout.Start();
        await App.SucceedAsync(New(Feed.Folder, "install", Feed.Path("Templates")), limit.Token);
    }

    [Test]
    public void It_holds_templates_that_reference_packages_of_its_own_version_and_no_assembly()
    {
        using var archive = Feed.Open("Templates");
        var names = archive.Entries.Select(e => e.FullName).ToList();
        Assert.That(names.Where(n => n.EndsWith("/.template.config/template.json", StringComparison.Ordinal)), Is.EquivalentTo(new[]
        {
            "content/console/.template.config/template.json", "content/web/.template.config/template.json", "content/worker/.template.config/template.json",
        }));
        Assert.That(names, Has.None.StartsWith("lib/").And.None.EndsWith(".dll"));
        Assert.That(Feed.Metadata("Templates").Descendants().Single(e => e.Name.LocalName == "packageType").Attribute("name")!.Value, Is.EqualTo("Template"));
        var projects = names.Where(n => n.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        Assert.That(projects, Has.Count.EqualTo(3));
        foreach (var references in projects.Select(project => XDocument.Parse(Feed.ReadText("Templates", project)).Descendants("PackageReference").ToList()))
        {
            Assert.That(references.Select(r => r.Attribute("Include")!.Value), Does.Contain($"{Feed.IdPrefix}Server"));
            Assert.That(references.Where(r => r.Attribute("Include")!.Value.StartsWith(Feed.IdPrefix, StringComparison.Ordinal)).Select(r => r.Attribute("Version")!.Value), Is.All.EqualTo(Feed.Version));
        }
    }

    [Test]
    public async Task The_console_program_asks_the_user_before_a_command_and_streams_the_response(CancellationToken cancellationToken)
    {
        await using var model = await DemoModel.StartAsync((request, _) => RunCommand(request).ToAsyncEnumerable());
        var app = await CreateAsync("opencode-console", "My.App", model, cancellationToken);

        var allowed = await App.SucceedAsync(Reply("y"), cancellationToken);
        Assert.That(allowed, Does.Contain("\nAllow bash: echo Two? [y]es, [a]lways, [N]o: ").And.Contains("\n[bash] "));
        Assert.That(allowed, Does.Contain("The command returned: Two").And.EndsWith("\n"));

        var rejected = await App.SucceedAsync(Reply("n"), cancellationToken);
        Assert.That(rejected, Does.Contain("\nAllow bash: echo Two? ").And.Not.Contains("\n[bash] "));
        Assert.That(rejected, Does.Match("The command returned: .*The user does not allow this."));
        Assert.That(await app.Mark.LeftAsync(TestTimeout.Value), Is.Empty);

        ProcessStartInfo Reply(string reply) => Run(app, "sh", "-c", $"echo {reply} | dotnet {Program(app, "My.App")} How many packages");
    }

    [Test]
    public async Task The_web_application_streams_events_and_continues_a_session(CancellationToken cancellationToken)
    {
        await using var model = await DemoModel.StartAsync((request, _) => Answer(request).ToAsyncEnumerable());
        var app = await CreateAsync("opencode-web", "My.App", model, cancellationToken);
        var start = Run(app, "dotnet", Program(app, "My.App"));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var running = RunningApp.Start(start);
        using var http = new HttpClient { BaseAddress = await running.AddressAsync(cancellationToken) };
        Assert.That(await http.GetStringAsync("/health", cancellationToken), Is.EqualTo("Healthy"));

        var first = await PromptAsync(http, """{"text":"Which packages?"}""", cancellationToken);
        Assert.That(first[0], Does.Match(@"^session: ses_\w+$"));
        Assert.That(first[^1], Is.EqualTo("completed: "));
        Assert.That(string.Concat(first[1..^1].Select(line => line["text: ".Length..])), Is.EqualTo("You asked: Which packages?"));

        var session = first[0]["session: ".Length..];
        var second = await PromptAsync(http, $$"""{"text":"Again","sessionId":"{{session}}"}""", cancellationToken);
        Assert.That(second[0], Is.EqualTo(first[0]));
        Assert.That(second[^1], Is.EqualTo("completed: "));

        await running.StopAsync(cancellationToken);
        Assert.That(await app.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    public async Task The_worker_writes_the_result_of_a_task(CancellationToken cancellationToken)
    {
        await using var model = await DemoModel.StartAsync((request, _) => Answer(request).ToAsyncEnumerable());
        var app = await CreateAsync("opencode-worker", "my-worker", model, cancellationToken);
        var tasks = Directory.CreateDirectory(Path.Combine(app.Project, "tasks")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tasks, "weekly.task"), "Which packages?", cancellationToken);
        using var running = RunningApp.Start(Run(app, "dotnet", Program(app, "my-worker")));
        await running.ReadToAsync(ResultLine(), cancellationToken);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(tasks, "weekly.result"), cancellationToken), Is.EqualTo("You asked: Which packages?"));
        await running.StopAsync(cancellationToken);
        Assert.That(await app.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    /// <summary>Creates a program and builds it with its server. It runs with a scripted model.</summary>
    private static async Task<App> CreateAsync(string template, string name, DemoModel model, CancellationToken cancellationToken)
    {
        var app = App.Create(template);
        await App.SucceedAsync(New(app.Folder, template, "--name", name, "--output", "."), cancellationToken);
        await App.SucceedAsync(app.Dotnet("build", "--output", "out", $"-p:OpenCodeServerExecutable={Feed.ServerExecutable}"), cancellationToken);
        Assert.That(File.Exists(Path.Combine(app.Folder, "out", "opencode-server", "opencode")), Is.True);
        Directory.CreateDirectory(app.Project);
        await File.WriteAllBytesAsync(Path.Combine(app.Project, "opencode.json"), OpenCodeJson.Write(model.CreateConfig()), cancellationToken);
        return app;
    }

    private static ProcessStartInfo New(string folder, params IEnumerable<string> arguments) =>
        Command.Dotnet(folder, ["new", .. arguments, "--debug:custom-hive", Path.Combine(Feed.Folder, "templates")]);

    private static string Program(App app, string name) => Path.Combine(app.Folder, "out", $"{name}.dll");

    /// <summary>Runs it with the server in its output.</summary>
    private static ProcessStartInfo Run(App app, string program, params IEnumerable<string> arguments)
    {
        var start = app.Run(program, arguments);
        start.Environment.Remove("OPENCODE_BIN");
        return start;
    }

    private static async Task<List<string>> PromptAsync(HttpClient http, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("/prompts", content, cancellationToken);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await SseParser.Create(stream).EnumerateAsync(cancellationToken).Select(item => $"{item.EventType}: {item.Data}").ToListAsync(cancellationToken);
    }

    private static DemoChunk[] Answer(DemoRequest request) =>
        request.HasTools ? [new DemoText("You asked: "), new DemoText(request.Prompt)] : [new DemoText("A title")];

    private static DemoChunk[] RunCommand(DemoRequest request) => request switch
    {
        { HasTools: false } => Answer(request),
        { FollowsTool: true } => [new DemoText("The command returned: "), new DemoText(request.ToolResults[^1])],
        _ => [new DemoToolCall("bash", """{"command":"echo Two","description":"Counts packages"}""")],
    };

    [GeneratedRegex(@"weekly\.task has a result")]
    private static partial Regex ResultLine();
}
