using OpenCode.ContractTests.Tools;
using OpenCode.Models;
using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Hooks;

/// <summary>Every way in which a hook can fail, with every policy.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class HookFailureTests
{
    /// <summary>How a hook fails.</summary>
    public enum Way
    {
        /// <summary>The handler throws.</summary>
        Throws,

        /// <summary>The handler exceeds its timeout.</summary>
        TimesOut,

        /// <summary>The process does not listen anymore.</summary>
        IsGone,

        /// <summary>The request would be larger than it may be.</summary>
        IsTooLarge,
    }

    [Test]
    public async Task A_tool_does_not_run_or_runs_all_the_same([Values] Way way, [Values] HookFailure policy, CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, Options(way) with
        {
            BeforeTool = (_, cancellation) => FailAsync<BeforeToolDecision>(way, cancellation),
            BeforeToolPolicy = Policy(way, policy),
        });
        await FailAsync(way, project);
        var turn = await project.RunCommandAsync("echo hello", cancellationToken);
        Assert.That(turn.Text, policy == HookFailure.Continue
            ? Does.StartWith("hello")
            : Does.Contain("The tool was not run, because the application that decides about tools did not respond."));
        Assert.That(turn.Text, Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task An_output_is_withheld_or_passed_on([Values] Way way, [Values] HookFailure policy, CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, Options(way) with
        {
            AfterTool = (_, cancellation) => FailAsync<AfterToolDecision>(way, cancellation),
            AfterToolPolicy = Policy(way, policy),
        });
        await FailAsync(way, project);
        var turn = await project.RunCommandAsync("echo hello", cancellationToken);
        Assert.That(turn.Text, policy == HookFailure.Continue
            ? Does.StartWith("hello")
            : Does.Contain("The output is withheld, because the application that decides about outputs did not respond."));
        Assert.That(turn.Text, Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_prompt_is_refused_or_passed_on([Values] Way way, [Values] HookFailure policy, CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, Options(way) with
        {
            Prompt = (_, cancellation) => FailAsync<PromptDecision>(way, cancellation),
            PromptPolicy = Policy(way, policy),
        });
        await FailAsync(way, project);
        LiveServer.Scripts.Answer("hear me", new DemoText("I do."));
        var session = await project.CreateSessionAsync(cancellationToken);
        if (policy == HookFailure.Continue)
        {
            Assert.That((await project.Client.Session.RunAsync(session.Id, "hear me", null, cancellationToken)).Text, Is.EqualTo("I do."));
            return;
        }

        var failure = await Failure.OfAsync<OpenCodeTurnException>(() => project.Client.Session.RunAsync(session.Id, "hear me", null, cancellationToken));
        Assert.That(failure.End.Reason, Does.Contain("The prompt was refused, because the application that decides about prompts did not respond."));
    }

    [Test]
    public async Task A_permission_is_rejected_or_waits_for_somebody_else([Values] Way way, [Values] HookFailure policy, CancellationToken cancellationToken)
    {
        await using var project = await HookedProject.StartAsync(cancellationToken, Options(way) with
        {
            Permission = (_, cancellation) => FailAsync<PermissionDecision>(way, cancellation),
            PermissionPolicy = Policy(way, policy),
        });
        await FailAsync(way, project);
        ToolScripts.Call("may I say hello", "bash", HookedProject.Command("echo hello"));
        var session = await project.CreateSessionAsync(cancellationToken, new PermissionRule { Permission = "bash", Pattern = "*", Action = PermissionAction.Ask });
        var options = new TurnOptions
        {
            PermissionPolicy = PermissionPolicy.Ask,
            OnPermission = policy == HookFailure.Continue ? (_, _) => Task.FromResult(PermissionDecision.AllowOnce) : null,
        };
        var turn = await project.Client.Session.RunAsync(session.Id, "may I say hello", options, cancellationToken);
        Assert.That(turn.Text, policy == HookFailure.Continue
            ? Does.StartWith("hello")
            : Does.Contain("The application that decides about permissions did not respond."));
    }

    [Test]
    public async Task An_event_is_skipped_and_the_next_one_follows([Values(Way.Throws, Way.TimesOut)] Way way, CancellationToken cancellationToken)
    {
        var idle = new TaskCompletionSource();
        var failed = 0;
        await using var project = await HookedProject.StartAsync(cancellationToken, new OpenCodeHooksOptions
        {
            EventTimeout = TimeSpan.FromMilliseconds(20),
            Event = (e, cancellation) =>
            {
                if (e.Event is SessionIdleEvent)
                {
                    idle.TrySetResult();
                    return Task.CompletedTask;
                }

                return ++failed <= 3 ? FailAsync<bool>(way, cancellation) : Task.CompletedTask;
            },
        });
        await project.RunCommandAsync("echo hello", cancellationToken);
        await idle.Task.WaitAsync(cancellationToken);
        Assert.That(failed, Is.GreaterThan(3));
    }

    /// <summary>The request that the plugin sends when it is loaded contains little more than the directory, and must fit.</summary>
    private static OpenCodeHooksOptions Options(Way way) => new() { MaxBodyBytes = way == Way.IsTooLarge ? LiveServer.Folder.Length + 100 : 1_000_000 };

    private static HookPolicy Policy(Way way, HookFailure policy) =>
        new() { OnFailure = policy, Timeout = way == Way.TimesOut ? TimeSpan.FromMilliseconds(20) : Timeout.InfiniteTimeSpan };

    private static ValueTask FailAsync(Way way, HookedProject project) => way == Way.IsGone ? project.DisposeAsync() : default;

    private static async Task<T> FailAsync<T>(Way way, CancellationToken cancellationToken)
    {
        if (way == Way.TimesOut)
        {
            await cancellationToken.UntilCanceledAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        throw new InvalidOperationException("The password is hunter2.");
    }
}
