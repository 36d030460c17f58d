using OpenCode.Testing.Turns;
using OpenCode.Testing.Wire;

namespace OpenCode.Testing;

/// <summary>The script of a tool call in a <see cref="FakeTurn"/>.</summary>
public sealed class FakeToolCall
{
    private readonly List<ToolStep> _steps = [];
    private readonly string _tool;

    internal FakeToolCall(string tool)
    {
        _tool = tool;
    }

    /// <summary>
    /// Asks for a permission and waits for the reply. If the permission is rejected, the tool fails and its later steps are
    /// skipped. A rejection without a message also ends the turn.
    /// </summary>
    /// <param name="pattern">The subject of the permission, for example a command line or a file.</param>
    /// <param name="permission">The name of the permission; the name of the tool by default.</param>
    /// <param name="always">
    /// The pattern that the reply <c>always</c> applies to, in which <c>*</c> matches any text; <paramref name="pattern"/> by
    /// default.
    /// </param>
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

    /// <summary>Waits for a delay, measured by <see cref="FakeOpenCodeOptions.TimeProvider"/>.</summary>
    /// <param name="delay">The delay.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public FakeToolCall Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return delay == TimeSpan.Zero ? this : Add((tool, token) => tool.Turn.Store.Options.TimeProvider.WaitAsync(delay, token));
    }

    /// <summary>
    /// Waits for a task, for example for a <see cref="TaskCompletionSource{TResult}"/> that the test completes.
    /// </summary>
    /// <param name="task">The task. If it fails, the turn fails.</param>
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

    /// <summary>Sets the output of the completed call. By default, it is the output of all <see cref="Write"/> steps.</summary>
    /// <param name="output">The output.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public FakeToolCall Return(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Do(tool => tool.Output = output);
    }

    /// <summary>Makes the call fail. The agent continues with the next step of the turn.</summary>
    /// <param name="error">The error message of the tool.</param>
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
            // The agent receives the reason as the error of the tool, and continues.
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
