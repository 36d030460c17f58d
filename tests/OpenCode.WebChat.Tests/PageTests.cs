using Microsoft.Playwright;
using OpenCode.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpenCode.WebChat.Tests;

/// <summary>The page in a browser. With the environment variable OPENCODE_RECORD set, its screenshot is taken again.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PageTests
{
    private ChatProgram _program = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private IBrowserContext _context = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _program = await ChatProgram.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
        SetDefaultExpectTimeout(TestTimeout.Milliseconds);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await _program.DisposeAsync();
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 }, ColorScheme = ColorScheme.Light });
        _context.SetDefaultTimeout(TestTimeout.Milliseconds);
    }

    [TearDown]
    public async Task CloseAsync() => await _context.DisposeAsync();

    [Test]
    public async Task An_agent_fixes_a_bug_with_the_permission_of_the_user()
    {
        var page = await PageAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Find the bug and fix it" }).ClickAsync();
        await Expect(page.Locator(".prompt")).ToHaveTextAsync("Find the bug and fix it");

        // The text arrives while the agent works.
        await Expect(page.Locator("#status")).ToHaveTextAsync("Working");
        await Expect(page.Locator(".text").First).ToHaveTextAsync("I'll read the code first.");
        await Expect(page.Locator(".reasoning")).ToContainTextAsync("An average often divides by a count");
        await Expect(page.Locator(".ask h3")).ToHaveTextAsync("Allow bash?");
        await Expect(page.Locator(".ask pre")).ToHaveTextAsync("git diff --stat");
        await Expect(Tool(page, "edit").Locator(".state")).ToHaveTextAsync("completed");
        await Expect(Tool(page, "bash").Locator(".state")).ToHaveTextAsync("running");

        await Button(page, "Allow once").ClickAsync();
        await Expect(Tool(page, "bash").Locator("pre")).ToContainTextAsync("1 file changed, 1 insertion(+), 1 deletion(-)");
        await Expect(page.Locator(".ask")).ToHaveCountAsync(0);
        await Expect(page.Locator(".text").Last).ToContainTextAsync("The bug is fixed");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();

        await Expect(page.Locator("#changes .file")).ToHaveTextAsync("Invoice.cs");
        await Expect(page.Locator("#changes .added")).ToHaveTextAsync("+    public decimal Average => Count == 0 ? 0 : Total / Count;");
        await Expect(page.Locator("#changes .removed")).ToHaveTextAsync("-    public decimal Average => Total / Count;");
        await Expect(page.Locator(".session.current .open")).ToHaveTextAsync("Find the bug and fix it");
        if (Environment.GetEnvironmentVariable("OPENCODE_RECORD") is { Length: > 0 })
        {
            await SendAsync(page, "Run a command");
            await Expect(page.Locator(".ask")).ToBeVisibleAsync();
            await page.ScreenshotAsync(new() { Path = Repository.File("samples/WebChat/screenshot.png") });
        }
    }

    [Test]
    public async Task Text_of_the_agent_is_never_markup()
    {
        const string Hostile = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\"> `<b>bold</b>`";
        var page = await PageAsync();
        await SendAsync(page, Hostile);
        await Expect(page.Locator(".prompt")).ToHaveTextAsync(Hostile);
        await Expect(page.Locator(".text")).ToContainTextAsync("<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\"> <b>bold</b>");
        await Expect(page.Locator(".text code").Last).ToHaveTextAsync("<b>bold</b>");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        await Expect(page.Locator("#transcript").Locator("script, img, b")).ToHaveCountAsync(0);
        await Expect(page).ToHaveTitleAsync("OpenCode web chat");
    }

    [Test]
    public async Task Two_pages_show_one_turn_and_either_replies()
    {
        var one = await PageAsync();
        await SendAsync(one, "Say hello");
        await Expect(one.Locator(".text")).ToContainTextAsync("Say hello");
        var two = await PageAsync(one.Url);
        await Expect(two.Locator(".text")).ToContainTextAsync("Say hello");

        await SendAsync(one, "Run a command");
        await Expect(one.Locator(".ask")).ToBeVisibleAsync();
        await Expect(two.Locator(".ask")).ToBeVisibleAsync();
        await Button(two, "Allow once").ClickAsync();
        foreach (var page in (IPage[])[one, two])
        {
            await Expect(Tool(page, "bash").Locator("pre")).ToContainTextAsync("Add invoices");
            await Expect(page.Locator(".text").Last).ToHaveTextAsync("The project has one commit.");
            await Expect(page.Locator(".ask")).ToHaveCountAsync(0);
            await Expect(page.Locator("#status")).ToBeEmptyAsync();
            await Expect(page.Locator(".prompt")).ToHaveTextAsync(["Say hello", "Run a command"]);
        }
    }

    [Test]
    public async Task Two_pages_work_in_sessions_of_their_own()
    {
        var one = await PageAsync();
        var two = await PageAsync();
        await SendAsync(one, "Run a command");
        await Expect(one.Locator(".ask")).ToBeVisibleAsync();
        await SendAsync(two, "Good morning");
        await Expect(two.Locator(".text")).ToContainTextAsync("Good morning");
        await Expect(two.Locator(".ask")).ToHaveCountAsync(0);
        await Expect(one.Locator(".ask")).ToBeVisibleAsync();
        await Button(one, "Reject").ClickAsync();
        await Expect(one.Locator(".notice")).ToBeVisibleAsync();
        await Expect(one.Locator("#status")).ToBeEmptyAsync();
    }

    [Test]
    public async Task A_page_that_is_reloaded_continues_where_it_was()
    {
        var page = await PageAsync();
        await SendAsync(page, "Run a command");
        await Expect(page.Locator(".ask")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".text")).ToHaveTextAsync("I'll look at the history.");
        await Expect(page.Locator("#status")).ToHaveTextAsync("Working");
        await Button(page, "Allow once").ClickAsync();
        await Expect(page.Locator(".text").Last).ToHaveTextAsync("The project has one commit.");

        await page.ReloadAsync();
        await Expect(page.Locator(".prompt")).ToHaveTextAsync("Run a command");
        await Expect(page.Locator(".text")).ToHaveTextAsync(["I'll look at the history.", "The project has one commit."]);
        await Expect(Tool(page, "bash").Locator("pre")).ToContainTextAsync("Add invoices");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
    }

    [Test]
    public async Task Stop_ends_the_turn()
    {
        var page = await PageAsync();
        await SendAsync(page, "Tell me a long story");
        await Expect(page.Locator(".text")).ToContainTextAsync("Chapter 2");
        await Button(page, "Stop").ClickAsync();
        await Expect(page.Locator(".notice")).ToHaveTextAsync("Stopped.");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        await SendAsync(page, "And now?");
        await Expect(page.Locator(".text").Last).ToContainTextAsync("And now?");
    }

    [Test]
    public async Task A_question_gets_the_choice_of_the_user()
    {
        var page = await PageAsync();
        await SendAsync(page, "Ask me a question");
        await page.GetByLabel("To cents").CheckAsync();
        await Button(page, "Reply").ClickAsync();
        await Expect(page.Locator(".ask")).ToHaveCountAsync(0);
        await Expect(Tool(page, "question").Locator("pre")).ToContainTextAsync("To cents");
        await Expect(page.Locator(".text")).ToHaveTextAsync("Thank you. I'll keep that in mind.");
    }

    [Test]
    public async Task Failures_are_shown()
    {
        var page = await PageAsync();
        await SendAsync(page, "Please fail");
        await Expect(page.Locator(".notice")).ToHaveTextAsync("The scripted model fails because the prompt contains the word fail.");

        await page.RouteAsync("**/api/sessions/*/turn", route => route.AbortAsync());
        await SendAsync(page, "Hello");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_session_is_deleted_in_all_pages()
    {
        var one = await PageAsync();
        await SendAsync(one, "A session to delete");
        await Expect(one.Locator(".session.current .open")).ToHaveTextAsync("A session to delete");
        var two = await PageAsync(one.Url);
        await Expect(two.Locator(".session.current .open")).ToHaveTextAsync("A session to delete");

        await one.Locator(".session.current").HoverAsync();
        await Button(one.Locator(".session.current"), "Delete").ClickAsync();
        foreach (var page in (IPage[])[one, two])
        {
            await Expect(page.GetByText("A session to delete")).ToHaveCountAsync(0);
            await Expect(page.Locator("#welcome")).ToBeVisibleAsync();
        }
    }

    private static ILocator Tool(IPage page, string name) => page.Locator(".tool", new() { Has = page.Locator("summary b", new() { HasText = name }) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator owner, string name) => owner.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task SendAsync(IPage page, string prompt)
    {
        await page.GetByLabel("Prompt").FillAsync(prompt);
        await Button(page, "Send").ClickAsync();
    }

    private async Task<IPage> PageAsync(string? url = null)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(url ?? _program.Url.ToString());
        return page;
    }
}
