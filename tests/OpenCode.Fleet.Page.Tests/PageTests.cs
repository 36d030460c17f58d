using Microsoft.Playwright;
using OpenCode.Testing;
using static Microsoft.Playwright.Assertions;

namespace OpenCode.Fleet.Page.Tests;

/// <summary>What the page shows and does.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class PageTests : BrowserTests
{
    [Test]
    public async Task The_progress_of_a_batch_appears()
    {
        var end = new TaskCompletionSource();
        await Fleet.SubmitAsync("progress", 3, async (context, token) =>
        {
            await end.Task.WaitAsync(token);
            return context.Id.Index == 0 ? PageFleet.Result(context, "No") with { Outcome = FleetOutcome.Failed, Reason = "The model failed." } : null;
        });
        var page = await PageAsync();
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(Batch(page, "progress")).ToContainTextAsync("0 of 3 ended");
        await Expect(Batch(page, "progress").Locator(".badge")).ToHaveTextAsync("open");
        var machine = page.GetByRole(AriaRole.Table, new() { Name = "Machines" }).Locator("tbody tr");
        await Expect(machine.Locator("td").Nth(0)).ToHaveTextAsync(PageFleet.Machine);
        await Expect(machine.Locator("td").Nth(1)).ToHaveTextAsync("linux");
        await Expect(machine.Locator("td").Nth(3)).ToContainTextAsync($"3 of {PageFleet.MaxJobs}");
        await Expect(machine.Locator("td").Nth(4)).ToHaveTextAsync("ready");

        end.SetResult();
        await Expect(Batch(page, "progress")).ToContainTextAsync("3 of 3 ended");
        await Expect(Batch(page, "progress").Locator(".chip")).ToHaveTextAsync(["2 completed", "1 failed"]);
        await Expect(Batch(page, "progress").Locator(".spent")).ToHaveTextAsync("20 tokens, $0.0200");
        await Expect(Batch(page, "progress").GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("aria-valuenow", "3");
        await Expect(Batch(page, "progress").Locator(".badge")).ToHaveTextAsync("ended");
    }

    [Test]
    public async Task The_output_of_a_job_arrives_while_it_runs()
    {
        var end = new TaskCompletionSource();
        await Fleet.SubmitAsync("live", turn: async (context, token) =>
        {
            // Nothing is sent before the machine knows that the job is watched, so it is sent until the page shows it.
            await Poll.UntilAsync(
                () =>
                {
                    context.Report(new() { Kind = FleetJobUpdateKind.Text, Text = "I read the code. " });
                    context.Report(new() { Kind = FleetJobUpdateKind.Tool, Text = "bash running" });
                    context.Report(new() { Kind = FleetJobUpdateKind.Retrying, Text = "The provider is busy." });
                    return end.Task.IsCompleted;
                },
                token);
            return PageFleet.Result(context, "All tests pass.") with { Files = ["src/Invoice.cs"] };
        });
        var page = await PageAsync("#/job/live/0");
        await Expect(page.Locator(".output .running")).ToHaveTextAsync($"Runs on {PageFleet.Machine}");
        await Expect(page.Locator(".output .text").First).ToContainTextAsync("I read the code.");
        await Expect(page.Locator(".output .tool").First).ToHaveTextAsync("bash running");
        await Expect(page.Locator(".output .retrying").First).ToHaveTextAsync("Retries: The provider is busy.");
        await Expect(page.Locator(".facts")).ToContainTextAsync("ses_");
        await Expect(page.Locator(".title .badge")).ToHaveTextAsync("running");

        end.SetResult();
        await Expect(page.Locator(".output .ended")).ToHaveTextAsync("Ended: completed");
        await Expect(Section(page, "Result").Locator("pre")).ToHaveTextAsync("All tests pass.");
        await Expect(page.Locator(".facts")).ToContainTextAsync("src/Invoice.cs");
        await Expect(Button(page, "Cancel job")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_permission_is_allowed_and_another_is_rejected()
    {
        await Fleet.SubmitAsync("permissions", 2, async (context, token) =>
        {
            var reply = await context.AskAsync(new() { Id = $"per_{context.Id.Index}", Job = context.Id, Permission = "bash", Patterns = ["dotnet test"], AskedAt = DateTimeOffset.UnixEpoch }, token);
            return PageFleet.Result(context, reply.IsAllowed ? "Allowed" : $"Rejected: {reply.Message}");
        });
        var page = await PageAsync();
        var (first, second) = (Ask(page, "permissions/0"), Ask(page, "permissions/1"));
        await Expect(first.Locator("h3")).ToHaveTextAsync("Allow bash?");
        await Expect(first.Locator("pre")).ToHaveTextAsync("dotnet test");
        await Button(first, "Allow").ClickAsync();
        await Expect(first).ToHaveCountAsync(0);
        await second.GetByLabel("Message for the agent").FillAsync("Only build it.");
        await Button(second, "Reject").ClickAsync();
        await Expect(second).ToHaveCountAsync(0);

        await Batch(page, "permissions").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("td[data-column=Result]")).ToHaveTextAsync(["Allowed", "Rejected: Only build it."]);
    }

    [Test]
    public async Task Questions_are_answered_while_the_page_changes()
    {
        await Fleet.SubmitAsync("questions", turn: async (context, token) =>
        {
            var reply = await context.AskAsync(
                new()
                {
                    Id = "que_1",
                    Job = context.Id,
                    Questions = [new() { Text = "Which digits?", Options = ["Cents", "Euros"] }, new() { Text = "Which files?", Options = ["A", "B", "C"], IsMultiple = true }],
                    AskedAt = DateTimeOffset.UnixEpoch,
                },
                token);
            return PageFleet.Result(context, string.Join("; ", reply.Answers!.Select(answers => string.Join(", ", answers))));
        });
        var page = await PageAsync("#/job/questions/0");
        var ask = Ask(page, "questions/0");
        await ask.GetByLabel("Euros").CheckAsync();
        await ask.GetByLabel("A", new() { Exact = true }).CheckAsync();
        await ask.GetByLabel("C", new() { Exact = true }).CheckAsync();
        var own = ask.GetByLabel("Another answer").Nth(1);
        await own.FillAsync("D");

        // The view is read again, and the input remains.
        await page.RunAndWaitForResponseAsync(() => Fleet.SubmitAsync("meanwhile"), response => response.Url.EndsWith("/api/batches/questions/jobs/0", StringComparison.Ordinal));
        await Expect(own).ToBeFocusedAsync();
        await Button(ask, "Answer").ClickAsync();
        await Expect(Section(page, "Result").Locator("pre")).ToHaveTextAsync("Euros; A, C, D");
        await Expect(ask).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Models_and_what_their_providers_cost_are_shown()
    {
        await Fleet.SubmitAsync(
            "paid",
            turn: static (context, _) => Task.FromResult<FleetJobResult?>(PageFleet.Result(context, "Done") with { Usage = new() { Cost = 1.25m }, Model = "demo/model" }),
            change: static batch => batch with { Jobs = [batch.Jobs[0] with { Model = "demo/model" }] });
        await Fleet.SubmitAsync("unmatched", change: static batch => batch with { Jobs = [batch.Jobs[0] with { Model = "absent/model" }] });
        var page = await PageAsync();
        await Expect(page.Locator("td[data-column=Models]")).ToHaveTextAsync($"demo/* ({PageFleet.MaxJobs})");
        var provider = page.GetByRole(AriaRole.Row, new() { Name = "demo", Exact = false }).Filter(new() { Has = page.Locator("[data-column=Provider]") });
        await Expect(provider.Locator("td")).ToHaveTextAsync(["demo", "0", "$1.25", "ready"]);
        await Expect(page.Locator(".tiles div", new() { HasText = "Cost today" }).Locator("dd")).ToHaveTextAsync("$1.25");
        await Expect(page.GetByText("1 of the queued jobs can’t run: no machine that takes jobs has their labels and model.")).ToBeVisibleAsync();
        await Fleet.Client.CancelBatchAsync("unmatched");
        await Expect(page.GetByText("labels and model")).ToBeHiddenAsync();
    }

    [Test]
    public async Task A_batch_and_a_job_are_canceled()
    {
        await Fleet.SubmitAsync("cancel", 6, async (_, token) =>
        {
            await token.UntilCanceledAsync();
            return null;
        });
        var page = await PageAsync("#/job/cancel/0");
        await Expect(page.Locator(".title .badge")).ToHaveTextAsync("running");
        await Button(page, "Cancel job").ClickAsync();
        await Button(page, "Stop its agent?").ClickAsync();
        await Expect(page.Locator(".title .badge")).ToHaveTextAsync("canceled");

        await page.GetByRole(AriaRole.Link, new() { Name = "cancel", Exact = true }).ClickAsync();
        await Expect(page.Locator("td[data-column=State]").First).ToHaveTextAsync("canceled");
        await Button(page, "Cancel batch").ClickAsync();
        await Button(page, "Cancel all its jobs?").ClickAsync();
        await Expect(page.Locator(".numbers")).ToContainTextAsync("6 of 6 ended");
        await Expect(page.Locator(".chip")).ToHaveTextAsync("6 canceled");
        await Expect(page.Locator("td[data-column=State]")).ToHaveTextAsync(Enumerable.Repeat("canceled", 6));
        await Expect(Button(page, "Cancel batch")).ToBeHiddenAsync();
    }

    [Test]
    public async Task Hostile_text_remains_text()
    {
        const string Markup = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><b>bold</b>";
        const string Hostile = Markup + " \u001b[31mred\u001b[0m \u202etxt.exe\u202c";
        const string Shown = Markup + " ␛[31mred␛[0m ‹U+202E›txt.exe‹U+202C›";
        await Fleet.SubmitAsync(
            "hostile",
            turn: async (context, token) =>
            {
                var reply = context.AskAsync(new() { Id = "per_<b>", Job = context.Id, Permission = Hostile, Patterns = [Hostile], AskedAt = DateTimeOffset.UnixEpoch }, token);
                await Poll.UntilAsync(
                    () =>
                    {
                        context.Report(new() { Kind = FleetJobUpdateKind.Text, Text = Hostile });
                        context.Report(new() { Kind = FleetJobUpdateKind.Tool, Text = Hostile });
                        return reply.IsCompleted;
                    },
                    token);
                return PageFleet.Result(context, (await reply).IsAllowed ? Hostile : "");
            },
            change: batch => batch with { Name = Hostile, Jobs = [batch.Jobs[0] with { Prompt = Hostile, Agent = Hostile }] });
        var page = await PageAsync();
        await Expect(Batch(page, "hostile").Locator(".title bdi")).ToHaveTextAsync(Shown);
        await Expect(Ask(page, "hostile/0").Locator("pre")).ToHaveTextAsync(Shown);
        await Ask(page, "hostile/0").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator(".output .text").First).ToContainTextAsync(Shown);
        await Expect(page.Locator(".output .tool").First).ToHaveTextAsync(Shown);
        await Expect(Section(page, "Prompt").Locator("pre")).ToHaveTextAsync(Shown);
        await Expect(page.Locator(".facts")).ToContainTextAsync(Shown);
        await Button(page, "Allow").ClickAsync();
        await Expect(Section(page, "Result").Locator("pre")).ToHaveTextAsync(Shown);
        await Expect(page.Locator("main").Locator("script, img, b")).ToHaveCountAsync(0);
        await Expect(page).ToHaveTitleAsync("hostile/0 – OpenCode fleet");
    }

    [Test]
    public async Task Jobs_are_shown_in_pages()
    {
        await Fleet.SubmitAsync("many", 250);
        var page = await PageAsync("#/batch/many");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(100);
        await Expect(page.Locator(".pager span")).ToHaveTextAsync("0 to 99 of 250 jobs");
        await Expect(Button(page, "Previous")).ToBeDisabledAsync();
        await Button(page, "Next").ClickAsync();
        await Expect(page.Locator(".pager span")).ToHaveTextAsync("100 to 199 of 250 jobs");
        await Button(page, "Next").ClickAsync();
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(rows.Last.Locator("td[data-column=Result]")).ToHaveTextAsync("Prompt 249: done");
        await Expect(Button(page, "Next")).ToBeDisabledAsync();

        await page.ReloadAsync();
        await Expect(page.Locator(".pager span")).ToHaveTextAsync("200 to 249 of 250 jobs");
        await Button(page, "Previous").ClickAsync();
        await Expect(page.Locator(".pager span")).ToHaveTextAsync("100 to 199 of 250 jobs");
    }

    [Test]
    public async Task Everything_fits_on_a_phone_and_works_with_the_keyboard()
    {
        await Fleet.SubmitAsync("phone", 3, change: batch => batch with { Jobs = [.. batch.Jobs.Select(job => job with { Prompt = new string('x', 300) })] });
        var page = await PageAsync();
        await page.SetViewportSizeAsync(360, 700);
        await Batch(page, "phone").GetByRole(AriaRole.Link).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await ExpectNoOverflowAsync(page);
        await page.Locator("tbody a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".output .ended")).ToBeVisibleAsync();
        await ExpectNoOverflowAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "OpenCode fleet" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Batch(page, "phone")).ToBeVisibleAsync();
        await ExpectNoOverflowAsync(page);
    }

    private static ILocator Ask(IPage page, string job) => page.Locator(".ask", new() { HasText = $"Job {job}" });

    private static ILocator Section(IPage page, string title) => page.Locator("section", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    private static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator owner, string name) => owner.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task ExpectNoOverflowAsync(IPage page) =>
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(360));
}
