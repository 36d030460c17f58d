using System.Net;
using System.Text.Json;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.Packages.Tests;

/// <summary>Programs that know nothing but the packages, each with a live server.</summary>
public sealed class AppTests
{
    /// <summary>A native compiler needs a minute of two idle cores, and other tests are using them.</summary>
    private const int NativeMilliseconds = 4 * TestTimeout.Milliseconds;

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_console_program_prompts_its_server(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Console");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var output = await PromptAsync(app, "dotnet", [Path.Combine(app.Folder, "out", "Console.dll")], cancellationToken);
        Assert.That(output, Does.Match(@"\nses_\w+ From a console\n"));
    }

    [Test]
    [CancelAfter(NativeMilliseconds)]
    public async Task A_native_program_prompts_its_server(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Native");
        await App.SucceedAsync(app.Dotnet("publish", "--use-current-runtime", "--output", "out"), cancellationToken);
        Assert.That(File.Exists(Path.Combine(app.Folder, "out", "Native.dll")), Is.False);
        var output = await PromptAsync(app, Path.Combine(app.Folder, "out", "Native"), [], cancellationToken);
        Assert.That(output, Does.Match(@"\nses_\w+ From native code\n"));
        Assert.That(output, Does.Contain("ses_none"));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_web_application_answers_with_what_its_server_says(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Web");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var start = app.Run("dotnet", Path.Combine(app.Folder, "out", "Web.dll"));
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        using var running = RunningApp.Start(start);
        using var http = new HttpClient { BaseAddress = await running.AddressAsync(cancellationToken) };
        Assert.That(await http.GetStringAsync("/health", cancellationToken), Is.EqualTo("Healthy"));
        using var created = await http.PostAsync("/sessions?title=From%20the%20web", null, cancellationToken);
        Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var titles = JsonDocument.Parse(await http.GetStringAsync("/titles", cancellationToken));
        Assert.That(titles.RootElement.EnumerateArray().Select(t => t.GetString()), Is.EqualTo(new[] { "From the web" }));
        await running.StopAsync(cancellationToken);
        Assert.That(await app.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_program_with_Newtonsoft_writes_what_it_read(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Newtonsoft");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        const string Json = """{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"2024-01-02T03:04:05Z","newer":0.1}""";
        var output = await App.SucceedAsync(app.Run("dotnet", Path.Combine(app.Folder, "out", "Newtonsoft.dll"), Json), cancellationToken);
        Assert.That(output, Is.EqualTo($"TextPart\n{{\"part\":{Json}}}\n"));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task An_app_host_publishes_a_connection_string_instead_of_a_server(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Aspire");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var manifest = Path.Combine(app.Folder, "manifest.json");
        await App.SucceedAsync(app.Run("dotnet", Path.Combine(app.Folder, "out", "Aspire.dll"), "--operation", "publish", "--publisher", "manifest", "--output-path", manifest), cancellationToken);
        Assert.That(await File.ReadAllTextAsync(manifest, cancellationToken), Does.Contain("\"ConnectionStrings__agent\": \"{agent.connectionString}\""));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_program_gives_the_agent_a_function(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Tools");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var output = await PromptAsync(app, "dotnet", [Path.Combine(app.Folder, "out", "Tools.dll")], cancellationToken, CallTool);
        Assert.That(output, Does.EndWith("\nYou asked: Which packages?\nshop_GetOrder\n"));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_program_prompts_a_server_in_memory(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Testing");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var output = await App.SucceedAsync(app.Run("dotnet", Path.Combine(app.Folder, "out", "Testing.dll"), "Which packages?"), cancellationToken);
        Assert.That(output, Is.EqualTo("You asked: Which packages?\n/session /session/ID/prompt_async\n"));
    }

    [Test]
    [CancelAfter(TestTimeout.Milliseconds)]
    public async Task A_program_chats_with_a_server_in_memory_and_without_a_web_framework(CancellationToken cancellationToken)
    {
        var app = App.Copy("Apps/Chat");
        await App.SucceedAsync(app.Dotnet("build", "--output", "out"), cancellationToken);
        var output = await App.SucceedAsync(app.Run("dotnet", Path.Combine(app.Folder, "out", "Chat.dll"), "Which packages?"), cancellationToken);
        Assert.That(output, Is.EqualTo("You asked: Which packages?\nYou asked: Again\n0\n"));
    }

    /// <summary>Runs a program that prompts with a scripted model, and nothing is left of it.</summary>
    private static async Task<string> PromptAsync(App app, string program, string[] arguments, CancellationToken cancellationToken, Func<DemoRequest, DemoChunk[]>? answer = null)
    {
        await using var model = await DemoModel.StartAsync((request, _) => (answer ?? Answer)(request).ToAsyncEnumerable());
        var config = Path.Combine(app.Folder, "config.json");
        await File.WriteAllBytesAsync(config, OpenCodeJson.Write(model.CreateConfig()), cancellationToken);
        var output = await App.SucceedAsync(app.Run(program, [.. arguments, config, "Which packages?"]), cancellationToken);
        Assert.That(output, Does.Match(@"^opencode \d+\.\d+\.\d+\nYou asked: Which packages\?\n"));
        Assert.That(await app.Mark.LeftAsync(TestTimeout.Value), Is.Empty);
        return output;
    }

    private static DemoChunk[] Answer(DemoRequest request) =>
        request.HasTools ? [new DemoText("You asked: "), new DemoText(request.Prompt)] : [new DemoText("A title")];

    private static DemoChunk[] CallTool(DemoRequest request) =>
        !request.HasTools || request.FollowsTool ? Answer(request) : [new DemoToolCall("shop_GetOrder", """{"id":17}""")];
}
