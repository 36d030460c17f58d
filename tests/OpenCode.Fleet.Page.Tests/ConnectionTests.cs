using Microsoft.Playwright;
using OpenCode.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>What the page shows if something doesn't exist or doesn't respond.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ConnectionTests : BrowserTests
{
    [Test]
    public async Task Failures_are_shown()
    {
        var page = await PageAsync("#/batch/missing");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The fleet has no batch 'missing'.");
        await Fleet.SubmitAsync("few", 2);
        await page.GotoAsync($"{Fleet.Url}#/job/few/7");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The batch 'few' has no job 7. It has 2 jobs.");
    }

    [Test]
    public async Task The_page_continues_when_the_application_is_back()
    {
        var application = await Fleet.ServeAsync(0);
        var url = application.Url;
        var page = await PageAsync(url: url);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await application.DisposeAsync();
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Disconnected");
        await using var next = await Fleet.ServeAsync(url.Port);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Fleet.SubmitAsync("back");
        await Expect(Batch(page, "back")).ToContainTextAsync("1 of 1 ended");
    }

    [Test]
    public async Task A_fleet_that_does_not_respond_is_shown()
    {
        await using var fleet = await PageFleet.StartAsync();
        var page = await PageAsync(url: fleet.Url);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await fleet.KillAsync();
        await Expect(page.Locator("#connection")).ToHaveTextAsync("The fleet doesn’t respond");
        await fleet.RestartAsync();
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
    }
}
