using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>Reads lines and selections of the user.</summary>
/// <param name="console">The console.</param>
/// <param name="lines">Contains the lines if the console is not interactive.</param>
public sealed class ChatInput(IAnsiConsole console, TextReader lines)
{
    /// <summary>Whether the user can select something.</summary>
    public bool IsInteractive => console.Profile.Capabilities.Interactive;

    /// <summary>Reads a line. Returns null at the end of a redirected input.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        if (IsInteractive)
        {
            return await ShowAsync(new TextPrompt<string>("[blue]>[/]").AllowEmpty(), cancellationToken);
        }

        // The standard input blocks its reader, regardless of the token.
        var line = await Task.Run(lines.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        if (line is not null)
        {
            console.WriteLine($"> {line}");
        }

        return line;
    }

    /// <summary>Lets the user select one of several choices. Returns its index, or null if the user presses Escape.</summary>
    /// <param name="title">The title.</param>
    /// <param name="choices">The choices.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int?> SelectAsync(string title, IReadOnlyList<string> choices, CancellationToken cancellationToken)
    {
        if (!IsInteractive)
        {
            console.WriteLine("A selection needs a terminal.", ChatStyles.Warning);
            return null;
        }

        var prompt = new SelectionPrompt<int>()
            .Title(Markup.Escape(ChatText.Visible(title)))
            .AddChoices(Enumerable.Range(0, choices.Count))
            .UseConverter(index => Markup.Escape(ChatText.Visible(choices[index])))
            .AddCancelResult(-1);
        prompt.SearchEnabled = choices.Count > prompt.PageSize;
        var index = await ShowAsync(prompt, cancellationToken);
        return index < 0 ? null : index;
    }

    /// <summary>Lets the user select any number of choices. Returns their indexes.</summary>
    /// <param name="title">The title.</param>
    /// <param name="choices">The choices.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<int>> SelectManyAsync(string title, IReadOnlyList<string> choices, CancellationToken cancellationToken)
    {
        var prompt = new MultiSelectionPrompt<int>()
            .Title(Markup.Escape(ChatText.Visible(title)))
            .AddChoices(Enumerable.Range(0, choices.Count))
            .UseConverter(index => Markup.Escape(ChatText.Visible(choices[index])))
            .NotRequired();
        return await ShowAsync(prompt, cancellationToken);
    }

    /// <summary>A prompt that is canceled keeps the cursor in its last line, and hidden.</summary>
    private async Task<T> ShowAsync<T>(IPrompt<T> prompt, CancellationToken cancellationToken)
    {
        try
        {
            return await console.PromptAsync(prompt, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            console.Cursor.Show();
            console.WriteLine();
            throw;
        }
    }
}
