using Microsoft.Playwright;
using OpenCode.Testing;
using OpenCode.WebChat.Tests;
using static Microsoft.Playwright.Assertions;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>Tests with a browser, a fleet, and its page.</summary>
public abstract class BrowserTests
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private IBrowserContext _context = null!;

    private protected PageFleet Fleet { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Fleet = await PageFleet.StartAsync();
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
        await Fleet.DisposeAsync();
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1200, Height = 800 } });
        _context.SetDefaultTimeout(TestTimeout.Milliseconds);
    }

    [TearDown]
    public async Task CloseAsync() => await _context.DisposeAsync();

    private protected static ILocator Batch(IPage page, string id) => page.Locator(".batch", new() { Has = page.GetByRole(AriaRole.Link, new() { Name = id, Exact = true }) });

    private protected async Task<IPage> PageAsync(string view = "", Uri? url = null)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync($"{url ?? Fleet.Url}{view}");
        return page;
    }
}
