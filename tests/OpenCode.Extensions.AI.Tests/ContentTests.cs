using Microsoft.Extensions.AI;
using OpenCode.Models;
using OpenCode.Testing;

namespace OpenCode.AI.Tests;

/// <summary>Each kind of content is sent or refused, in each role.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ContentTests
{
    private const string Png = "data:image/png;base64,iVBORw==";

    private static readonly byte[] s_png = Convert.FromBase64String("iVBORw==");

    /// <summary>Contents of each type, with what of them must be in the prompt of the user, and in that of a history; null where they are refused.</summary>
    private static readonly (AIContent Content, string? OfUser, string? OfHistory)[] s_contents =
    [
        (new AIContent(), null, null),
        (new TextContent("needle"), "needle", "needle"),
        (new TextReasoningContent("needle"), null, "(Reasoning: needle)"),
        (new DataContent(s_png, "image/png"), Png, Png),
        (new UriContent("https://example.test/a.png", "image/png"), "https://example.test/a.png", "https://example.test/a.png"),
        (new ErrorContent("needle"), null, "(Error: needle)"),
        (new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["at"] = "needle" }), null, """(Calls the tool look, call c1: {"at":"needle"})"""),
        (new FunctionResultContent("c1", "needle"), null, "(Result of the call c1: needle)"),
        (new UsageContent(new() { InputTokenCount = 1 }), "", ""),
        (new HostedFileContent("file"), null, null),
        (new HostedVectorStoreContent("store"), null, null),
        (new CodeInterpreterToolCallContent("c1"), null, null),
        (new CodeInterpreterToolResultContent("c1"), null, null),
        (new ImageGenerationToolCallContent("c1"), null, null),
        (new ImageGenerationToolResultContent("c1"), null, null),
        (new McpServerToolCallContent("c1", "look", "server"), null, null),
        (new McpServerToolResultContent("c1"), null, null),
        (new WebSearchToolCallContent("c1"), null, null),
        (new WebSearchToolResultContent("c1"), null, null),
        (new ToolCallContent("c1"), null, null),
        (new ToolResultContent("c1"), null, null),
        (new ToolApprovalRequestContent("r1", new FunctionCallContent("c1", "look")), null, null),
        (new ToolApprovalResponseContent("r1", true, new FunctionCallContent("c1", "look")), null, null),
    ];

    private static IEnumerable<TestCaseData> Contents => s_contents.SelectMany((c, n) => new[] { "user", "assistant", "tool" }.Select(role =>
        new TestCaseData(n, role).SetArgDisplayNames(c.Content.GetType().Name, role)));

    [Test]
    public void Every_type_has_been_decided_and_documented()
    {
        var types = typeof(AIContent).Assembly.GetExportedTypes().Where(typeof(AIContent).IsAssignableFrom).Where(IsMade).Select(t => t.Name).ToList();
        Assert.That(s_contents.Select(c => c.Content.GetType().Name), Is.EquivalentTo(types));
        Assert.That(Documentation.Rows("Contents of messages").SelectMany(r => r[0].Split(", ")).Select(n => n.Trim('`')), Is.EquivalentTo(types));
    }

    [TestCaseSource(nameof(Contents))]
    public async Task Content_is_sent_or_refused(int number, string role, CancellationToken cancellationToken)
    {
        var (content, ofUser, ofHistory) = s_contents[number];
        var expected = role == "user" ? ofUser : ofHistory;
        await using var fake = New();
        ChatMessage[] messages = [new(new ChatRole(role), [content]), new(ChatRole.User, "And?")];
        if (expected is null)
        {
            var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync(messages, null, cancellationToken));
            Assert.That(failure.Message, Does.Contain(content.GetType().Name).And.Contain($"\"{role}\""));
            Assert.That(fake.Server.Requests, Is.Empty);
            return;
        }

        await fake.Chat.GetResponseAsync(messages, null, cancellationToken);
        Assert.That(All(fake.Prompt), Does.Contain(expected).And.EndWith("And?"));
    }

    [Test]
    public async Task System_messages_are_text([Values] bool isText)
    {
        await using var fake = New();
        ChatMessage[] messages = [new(ChatRole.System, [isText ? new TextContent("Be brief.") : new DataContent(s_png, "image/png")]), new(ChatRole.User, "Hi")];
        if (isText)
        {
            await fake.Chat.GetResponseAsync(messages);
            Assert.That(fake.Prompt.System, Is.EqualTo("Be brief."));
        }
        else
        {
            var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync(messages));
            Assert.That(failure.Message, Does.Contain("DataContent").And.Contain("\"system\""));
        }
    }

    [Test]
    public async Task Other_roles_are_refused([Values("developer", "critic")] string role)
    {
        await using var fake = New();
        var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync([new(new ChatRole(role), "Hi")]));
        Assert.That(failure.Message, Does.Contain($"\"{role}\""));
    }

    [TestCase("https://example.test/a.pdf", "application/pdf", "https://example.test/a.pdf")]
    [TestCase("https://example.test/a.mp3", "audio/mpeg", "https://example.test/a.mp3")]
    [TestCase("data:image/png;base64,iVBORw==", "image/png", Png)]
    [TestCase("file:///home/me/a%20b.txt", "text/plain", "file:///home/me/a%20b.txt")]
    [TestCase("https://example.test/a.txt", "text/plain", null)]
    [TestCase("ftp://example.test/a.png", "image/png", null)]
    public async Task Addresses_are_sent_if_the_server_passes_them_on(string address, string type, string? sent, CancellationToken cancellationToken)
    {
        await using var fake = New();
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent("Look"), new UriContent(new Uri(address), type)])];
        if (sent is null)
        {
            var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync(messages, null, cancellationToken));
            Assert.That(failure.Message, Does.Contain(address).And.Contain(type));
            return;
        }

        await fake.Chat.GetResponseAsync(messages, null, cancellationToken);
        Assert.That(fake.Prompt.Parts.OfType<FilePartInput>().Single().Url, Is.EqualTo(sent));
    }

    [TestCase("https://me:hunter2@example.test/a.txt?signature=hunter2#hunter2", "https://example.test/a.txt (text/plain)")]
    [TestCase("a.txt?signature=hunter2", "a relative address (text/plain)")]
    public async Task An_address_that_is_refused_is_shown_without_secrets(string address, string shown)
    {
        await using var fake = New();
        var failure = await Failure.OfAsync<NotSupportedException>(() => fake.Chat.GetResponseAsync([new(ChatRole.User, [new UriContent(new Uri(address, UriKind.RelativeOrAbsolute), "text/plain")])]));
        Assert.That(failure.Message, Does.Contain(shown).And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_file_has_its_name_and_text_reaches_the_model_as_text(CancellationToken cancellationToken)
    {
        await using var fake = New();
        await fake.Chat.GetResponseAsync([new(ChatRole.User, [new TextContent("Look"), new DataContent("a,b"u8.ToArray(), "text/csv") { Name = "a.csv" }])], null, cancellationToken);
        var file = fake.Prompt.Parts.OfType<FilePartInput>().Single();
        Assert.That((file.Mime, file.Filename, file.Url), Is.EqualTo(("text/plain", "a.csv", "data:text/plain;base64,YSxi")));
    }

    [Test]
    public async Task Parts_of_opencode_are_sent_as_they_are(CancellationToken cancellationToken)
    {
        await using var fake = New();
        var agent = new AgentPartInput { Name = "explore" };
        await fake.Chat.GetResponseAsync([new(ChatRole.User, [new TextContent("Look"), new AIContent { RawRepresentation = agent }])], null, cancellationToken);
        Assert.That(fake.Prompt.Parts.OfType<AgentPartInput>().Single().Name, Is.EqualTo("explore"));
    }

    /// <summary>Some types are only the common part of others.</summary>
    private static bool IsMade(Type type) => type.GetConstructors().Length > 0;

    private static FakeChat New()
    {
        var fake = new FakeChat();
        fake.Server.WhenPrompted(turn => turn.Text("Yes."));
        return fake;
    }

    private static string All(FakePrompt prompt) => string.Concat(prompt.Parts.Select(p => p switch
    {
        TextPartInput text => text.Text,
        FilePartInput file => file.Url,
        _ => "",
    }));
}
