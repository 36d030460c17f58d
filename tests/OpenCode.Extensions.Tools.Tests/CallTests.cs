using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OpenCode.Testing;
using static OpenCode.Extensions.Tools.Tests.TestFunctions;

namespace OpenCode.Extensions.Tools.Tests;

/// <summary>A real MCP client calls functions.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class CallTests
{
    [Test]
    public async Task A_thousand_calls_at_once_all_get_their_own_results(CancellationToken cancellationToken)
    {
        const int Count = 1000;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        await using var world = await World.StartAsync([Function("Double", DoubleAsync)], null, cancellationToken);
        var results = await Task.WhenAll(Enumerable.Range(0, Count).Select(async i => TextOf(await world.CallAsync("Double", new() { ["value"] = i }, cancellationToken))));
        Assert.That(results, Is.EqualTo(Enumerable.Range(0, Count).Select(i => $"{2 * i}")));

        async Task<int> DoubleAsync(int value, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref calls) == Count)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(cancellation);
            return 2 * value;
        }
    }

    [Test]
    public async Task A_parameter_of_any_type_has_a_schema_that_the_server_accepts(CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync([Function("Echo", (JsonElement any, object? other = null) => any)], null, cancellationToken);
        var properties = (await world.Client.ListToolsAsync(cancellationToken: cancellationToken)).Single().JsonSchema.GetProperty("properties");
        Assert.That(properties.EnumerateObject().Select(property => (property.Name, property.Value.ValueKind)), Is.EqualTo([("any", JsonValueKind.Object), ("other", JsonValueKind.Object)]));
        foreach (var json in new[] { "1", "true", "[1]", """{"a":[]}""" })
        {
            using var value = JsonDocument.Parse(json);
            using var echo = JsonDocument.Parse(TextOf(await world.CallAsync("Echo", new() { ["any"] = value.RootElement.Clone() }, cancellationToken)));
            Assert.That(JsonElement.DeepEquals(echo.RootElement, value.RootElement), json);
        }
    }

    [Test]
    public async Task No_more_functions_run_at_once_than_allowed(CancellationToken cancellationToken)
    {
        var (running, most) = (0, 0);
        var gate = new object();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await World.StartAsync([Function("Work", WorkAsync)], new() { MaxConcurrentCalls = 3 }, cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.CallAsync("Work", [], cancellationToken)));
        Assert.That((running, most), Is.EqualTo((0, 3)));

        async Task WorkAsync()
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
                if (running == 3)
                {
                    full.TrySetResult();
                }
            }

            await full.Task;
            await Task.Yield();
            lock (gate)
            {
                running--;
            }
        }
    }

    [Test]
    public async Task A_function_gets_its_services_its_call_and_its_arguments(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddScoped<Scoped>().AddKeyedSingleton("key", new Keyed("keyed")).BuildServiceProvider();
        var scopes = new ConcurrentBag<Scoped>();
        await using var world = await World.StartAsync([Function("Get", Get), Function("Keyed", GetKeyed)], new() { Services = services }, cancellationToken);
        Assert.That(TextOf(await world.CallAsync("Get", new() { ["word"] = "hi" }, cancellationToken)), Is.EqualTo("""hi shop_Get {"word":"hi"}"""));
        Assert.That(TextOf(await world.CallAsync("Get", new() { ["word"] = "ho" }, cancellationToken)), Is.EqualTo("""ho shop_Get {"word":"ho"}"""));
        Assert.That(scopes.Distinct().Count(), Is.EqualTo(2), "a scope for each call");
        Assert.That(scopes.All(scope => scope.IsDisposed), Is.True);
        Assert.That(TextOf(await world.CallAsync("Keyed", [], cancellationToken)), Is.EqualTo("keyed"));
        Assert.That((await world.Client.ListToolsAsync(cancellationToken: cancellationToken)).Single(tool => tool.Name == "Get").JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name), Is.EqualTo(["word"]));

        string Get(string word, IServiceProvider provider, AIFunctionArguments arguments, ToolCallContext call)
        {
            var scoped = provider.GetRequiredService<Scoped>();
            scopes.Add(scoped);
            Assert.That(provider.GetService<Scoped>(), Is.SameAs(scoped));
            Assert.That(provider.GetService<ToolCallContext>(), Is.SameAs(call).And.SameAs(ToolCallContext.Get(arguments)));
            Assert.That(provider.GetService<Uri>(), Is.Null);
            return $"{word} {call.ToolName} {call.Arguments.GetRawText()}";
        }

        string GetKeyed(IServiceProvider provider) => provider.GetRequiredKeyedService<Keyed>("key").Name;
    }

    [Test]
    public async Task Results_of_every_kind_are_passed_on(CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(
            [
                new Returning("Null", null),
                new Returning("Text", "text"),
                new Returning("Number", JsonElement.Parse("1.50")),
                new Returning("List", JsonElement.Parse("[1, 2]")),
                new Returning("Object", JsonElement.Parse("""{"a":1}""")),
                new Returning("JsonNull", JsonElement.Parse("null")),
                new Returning("Contents", new AIContent[] { new TextContent("a"), new UriContent("https://a.test/b", "text/html"), new DataContent("c"u8.ToArray(), "text/plain") }),
                new Returning("Error", new ErrorContent("no")),
                new Returning("Image", new DataContent(new byte[] { 1, 2 }, "image/png")),
                new Returning("File", new DataContent(new byte[] { 1, 2 }, "application/pdf") { Name = "a b.pdf" }),
                new Returning("Block", new TextContentBlock { Text = "block" }),
                new Returning("Result", new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "result" }] }),
                new Returning("Half", "\ud83d"),
                new Returning("Unknown", new FunctionCallContent("1", "f")),
            ],
            null,
            cancellationToken);
        Assert.That(await OfAsync("Null"), Is.EqualTo("[] False"));
        Assert.That(await OfAsync("Text"), Is.EqualTo("[text] False"));
        Assert.That(await OfAsync("Number"), Is.EqualTo("[1.50] False"));
        Assert.That(await OfAsync("List"), Is.EqualTo("[[1, 2]] False"));
        Assert.That(await OfAsync("Object"), Is.EqualTo("""[{"a":1}] False {"a":1}"""));
        Assert.That(await OfAsync("JsonNull"), Is.EqualTo("[] False"));
        Assert.That(await OfAsync("Contents"), Is.EqualTo("[a, https://a.test/b, c] False"));
        Assert.That(await OfAsync("Error"), Is.EqualTo("[no] True"));
        Assert.That(await OfAsync("Image"), Is.EqualTo("[image/png 2] False"));
        Assert.That(await OfAsync("File"), Is.EqualTo("[application/pdf file:///a%20b.pdf 2] False"));
        Assert.That(await OfAsync("Block"), Is.EqualTo("[block] False"));
        Assert.That(await OfAsync("Result"), Is.EqualTo("[result] True"));
        Assert.That(await OfAsync("Half"), Is.EqualTo("[\ufffd] False"));
        Assert.That(await OfAsync("Unknown"), Is.EqualTo("[The tool failed.] True"));

        async Task<string> OfAsync(string tool)
        {
            var result = await world.CallAsync(tool, [], cancellationToken);
            var blocks = result.Content.Select(block => block switch
            {
                TextContentBlock text => text.Text,
                ImageContentBlock image => $"{image.MimeType} {image.DecodedData.Length}",
                EmbeddedResourceBlock { Resource: BlobResourceContents blob } => $"{blob.MimeType} {blob.Uri} {blob.DecodedData.Length}",
                _ => block.Type,
            });
            return $"[{string.Join(", ", blocks)}] {result.IsError == true} {result.StructuredContent?.GetRawText()}".TrimEnd();
        }
    }

    [Test]
    public async Task What_is_too_large_is_refused(CancellationToken cancellationToken)
    {
        var calls = 0;
        await using var world = await World.StartAsync([Function("Repeat", Repeat), Function("Image", () => new DataContent(new byte[2000], "image/png"))], new() { MaxArgumentBytes = 100, MaxResultBytes = 1000 }, cancellationToken);
        Assert.That(TextOf(await world.CallAsync("Repeat", new() { ["text"] = "ä", ["count"] = 500 }, cancellationToken)), Has.Length.EqualTo(500));
        Assert.That(TextOf(await world.CallAsync("Repeat", new() { ["text"] = "ä", ["count"] = 501 }, cancellationToken)), Is.EqualTo("The result has 1002 bytes. At most 1000 are allowed. Ask for less."));
        Assert.That(TextOf(await world.CallAsync("Image", [], cancellationToken)), Does.StartWith("The result has 2000 bytes."));
        Assert.That(TextOf(await world.CallAsync("Repeat", new() { ["text"] = new string('x', 100), ["count"] = 1 }, cancellationToken)), Does.Match(@"^The arguments have \d+ bytes. At most 100 are allowed.$"));
        Assert.That(calls, Is.EqualTo(2));

        string Repeat(string text, int count)
        {
            calls++;
            return string.Concat(Enumerable.Repeat(text, count));
        }
    }

    [Test]
    public async Task Exceptions_are_told_as_the_application_wants(CancellationToken cancellationToken)
    {
        var options = new OpenCodeToolsOptions { DescribeError = e => e switch { TimeoutException => "It took too long.", FormatException => throw new InvalidOperationException(), _ => null } };
        await using var world = await World.StartAsync(
            [
                Function("Timeout", string () => throw new TimeoutException("after 5 s at server db-17")),
                Function("Format", string () => throw new FormatException("secret")),
                Function("Told", string () => throw new OpenCodeToolException("told")),
                Function("Cancel", string () => throw new OperationCanceledException("secret")),
                Function("Argument", string (int[] numbers, string? word = null) => throw new ArgumentException("secret")),
            ],
            options,
            cancellationToken);
        Assert.That(await OfAsync("Timeout"), Is.EqualTo("It took too long."));
        Assert.That(await OfAsync("Format"), Is.EqualTo("The tool failed."));
        Assert.That(await OfAsync("Told"), Is.EqualTo("told"));
        Assert.That(await OfAsync("Cancel"), Is.EqualTo("The tool failed."));
        Assert.That(await OfAsync("Argument"), Is.EqualTo("Missing arguments: 'numbers'."));
        Assert.That(await OfAsync("Argument", ("numbers", JsonElement.Parse("[1]"))), Is.EqualTo("The tool failed."));
        Assert.That(await OfAsync("Argument", ("numbers", "1,2"), ("word", 3)), Is.EqualTo("Wrong arguments: 'numbers' must be of type array, but is of type string; 'word' must be of type string or null, but is of type number."));

        async Task<string> OfAsync(string tool, params (string Name, object Value)[] arguments)
        {
            var result = await world.CallAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value), cancellationToken);
            Assert.That(result.IsError, Is.True);
            return TextOf(result);
        }
    }

    [Test]
    public async Task A_call_that_the_client_cancels_is_canceled(CancellationToken cancellationToken)
    {
        var endless = new EndlessFunction();
        await using var world = await World.StartAsync([endless.Function], null, cancellationToken);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = world.CallAsync("Endless", [], source.Token);
        await endless.Started.WaitAsync(cancellationToken);
        await source.CancelAsync();
        await Failure.OfAsync<OperationCanceledException>(() => call);
        await endless.Canceled.WaitAsync(cancellationToken);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Disposing_cancels_what_runs_even_a_function_that_does_not_listen(bool listens, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var canceled = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await using var world = await World.StartAsync([Function("Endless", EndlessAsync)], null, cancellationToken);
        var call = world.CallAsync("Endless", [], cancellationToken);
        await started.Task.WaitAsync(cancellationToken);
        await world.Tools.DisposeAsync();
        await canceled.Task.WaitAsync(cancellationToken);
        Assert.That(await EndOfAsync(call), Is.EqualTo("The tool is not available anymore.").Or.EqualTo("disconnected"));
        mayEnd.SetResult();

        Task EndlessAsync(CancellationToken cancellation)
        {
            _ = cancellation.Register(canceled.SetResult);
            started.SetResult();
            return listens ? cancellation.UntilCanceledAsync() : mayEnd.Task;
        }
    }

    /// <summary>The connections are closed at once, so the result may be lost.</summary>
    private static async Task<string> EndOfAsync(Task<CallToolResult> call)
    {
        try
        {
            return TextOf(await call);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ModelContextProtocol.McpException)
        {
            return "disconnected";
        }
    }

    private sealed record Keyed(string Name);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    /// <summary>A function that returns something without the factory's conversion to JSON.</summary>
    private sealed class Returning(string name, object? value) : AIFunction
    {
        public override string Name => name;

        public override JsonElement JsonSchema => JsonElement.Parse("""{"type":"object"}""");

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new(value);
    }
}
