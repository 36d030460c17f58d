using System.Collections.Concurrent;
using Microsoft.Playwright;
using OpenCode.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>The dashboard of Orleans as a part of the page.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class DashboardTests : BrowserTests
{
    [Test]
    public async Task The_page_leads_to_the_dashboard_which_shows_the_silo()
    {
        await using var fleet = await PageFleet.StartAsync(hasDashboard: true);
        var page = await PageAsync(url: fleet.Url);
        var addresses = new ConcurrentQueue<string>();
        var errors = new ConcurrentQueue<string>();
        page.Request += (_, request) => addresses.Enqueue(request.Url);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Enqueue(message.Text);
            }
        };

        await page.GetByRole(AriaRole.Link, new() { Name = "Orleans dashboard" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Silos" }).ClickAsync();
        await page.Locator("a[href^='#/host/']").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Silo .+ Active$") })).ToBeVisibleAsync();
        await Expect(page.GetByText("Orleans version")).ToBeVisibleAsync();

        // A diagram, which has styles of its own.
        await page.GetByRole(AriaRole.Link, new() { Name = "Lifecycle" }).ClickAsync();
        await Expect(page.Locator("main svg").First).ToBeVisibleAsync();
        Assert.That(addresses, Has.All.StartsWith(fleet.Url.AbsoluteUri).Or.StartsWith("data:"));
        Assert.That(errors, Is.Empty);
    }

    [Test]
    public async Task A_page_without_the_dashboard_has_no_link_to_it()
    {
        var page = await PageAsync();
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(page.Locator("#dashboard")).ToBeHiddenAsync();
    }
}
