using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing;

/// <summary>What a tool call of a <see cref="FakeTurn"/> does, step by step.</summary>
public sealed class FakeToolCall
{
    private readonly List<ToolStep> _steps = [];
    private readonly string _tool;

    internal FakeToolCall(string tool)
    {
        _tool = tool;
    }

    /// <summary>
    /// Asks for a permission and waits for the reply. If the reply is a rejection, the tool fails and its later steps do not happen. A
    /// rejection without a message ends the turn, too.
    /// </summary>
    /// <param name="pattern">What the permission is for, for example a command line or a file.</param>
    /// <param name="permission">The name of the permission; the name of the tool by default.</param>
    /// <param name="always">The pattern that the reply <c>always</c> holds for, in which <c>*</c> stands for any text; <paramref name="pattern"/> by default.</param>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is empty.</exception>
    public FakeToolCall AskPermission(string pattern, string? permission = null, string? always = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return Add(async (tool, token) =>
        {
            if (!await tool.AskPermissionAsync(permission ?? _tool, [pattern], [always ?? pattern], token).ConfigureAwait(false))
            {
                throw new ToolRejection();
            }
        });
    }

    /// <summary>Shows output while the tool runs.</summary>
    /// <param name="output">The output to append.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public FakeToolCall Write(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Do(tool => tool.Write(output));
    }

    /// <summary>Waits, by <see cref="FakeOpenCodeOptions.TimeProvider"/>.</summary>
    /// <param name="delay">The delay.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public FakeToolCall Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return delay == TimeSpan.Zero ? this : Add((tool, token) => tool.Turn.Store.Options.TimeProvider.WaitAsync(delay, token));
    }

    /// <summary>Waits for a task, for example of a <see cref="TaskCompletionSource{TResult}"/> that the test completes.</summary>
    /// <param name="task">The task. If it fails, the turn does.</param>
    /// <exception cref="ArgumentNullException"><paramref name="task"/> is null.</exception>
    public FakeToolCall Wait(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add((_, token) => task.OrCanceledAsync(token));
    }

    /// <summary>Sets the title of the call; empty by default.</summary>
    /// <param name="title">The title.</param>
    /// <exception cref="ArgumentNullException"><paramref name="title"/> is null.</exception>
    public FakeToolCall Title(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return Do(tool => tool.Title = title);
    }

    /// <summary>Sets the metadata of the call.</summary>
    /// <param name="json">The metadata, as a JSON object.</param>
    /// <exception cref="ArgumentException"><paramref name="json"/> is not a JSON object.</exception>
    public FakeToolCall Metadata(string json)
    {
        var metadata = Json.ParseArgument(json, nameof(json));
        return Do(tool => tool.Metadata = metadata.Clone());
    }

    /// <summary>Sets the output of the completed call. By default, it is all that <see cref="Write"/> has shown.</summary>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public FakeToolCall Return(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Do(tool => tool.Output = output);
    }

    /// <summary>Lets the call fail. The agent goes on with the next step of the turn.</summary>
    /// <param name="error">What the tool says.</param>
    /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
    public FakeToolCall Fail(string error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Do(tool => tool.Error = error);
    }

    internal async Task PlayAsync(ToolRun tool, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in _steps)
            {
                await step(tool, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ToolRejection)
        {
            // The agent reads the reason as the error of the tool, and goes on.
            return;
        }
    }

    private FakeToolCall Do(Action<ToolRun> change) => Add((tool, _) =>
    {
        change(tool);
        return Task.CompletedTask;
    });

    private FakeToolCall Add(ToolStep step)
    {
        _steps.Add(step);
        return this;
    }

    /// <summary>Ends a tool call whose permission was rejected with a message.</summary>
    private sealed class ToolRejection() : Exception("The permission was rejected.");
}
