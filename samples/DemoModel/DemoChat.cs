using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OpenCode.Samples;

/// <summary>A project and the script of a model, so that the chats run without an API key.</summary>
public static class DemoChat
{
    private const string Bug = "Total / Count";
    private const string Fix = "Count == 0 ? 0 : Total / Count";

    private const string Review = $"""
        ## Review of `Invoice.cs`

        The record is small and clear. There are two remarks:

        1. **An empty invoice fails.** `Average` divides by `Count`, which can be zero:

           ```csharp
           public decimal Average => {Fix};
           ```

        2. **Nothing is rounded.** An average of *three* prices can have many digits.
        """;

    // Fast enough for a reader, slow enough to see the text grow.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Creates a Git repository with one file, which has a bug. The server compares files with Git.</summary>
    /// <param name="path">The folder. An existing one is replaced.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> CreateProjectAsync(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(
            Path.Combine(path, "Invoice.cs"),
            $$"""
            public sealed record Invoice(IReadOnlyList<decimal> Prices)
            {
                public int Count => Prices.Count;

                public decimal Total => Prices.Sum();

                public decimal Average => {{Bug}};
            }

            """);
        await GitAsync(path, "init", "--quiet");
        await GitAsync(path, "add", ".");
        await GitAsync(path, "-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "--quiet", "--message", "Add invoices");
        return path;
    }

    /// <summary>Scripts a model that fixes the bug, reviews the code, runs a command, writes a long story, asks a question, fails, or repeats the prompt.</summary>
    /// <param name="request">The request from the server to the model.</param>
    /// <param name="cancellationToken">Ends the response.</param>
    public static async IAsyncEnumerable<DemoChunk> AnswerAsync(DemoRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in Answer(request).SelectMany(Words))
        {
            await Task.Delay(s_pause, cancellationToken);
            yield return chunk;
        }
    }

    private static IEnumerable<DemoChunk> Answer(DemoRequest request) => request switch
    {
        { HasTools: false } => [new DemoText(Title(request.Prompt))],
        _ when Has(request, "bug") => FixBug(request),
        _ when Has(request, "review") => [new DemoText(Review)],
        _ when Has(request, "command") => request.ToolResultsOfTurn == 0
            ? [new DemoText("I'll look at the history."), new DemoToolCall("bash", """{"command":"git log --oneline","description":"Shows the history"}""")]
            : [new DemoText("The project has one commit.")],
        _ when Has(request, "story") => Enumerable.Range(1, 1000).Select(number => new DemoText($"Chapter {number}: the agent reads file {number} and finds nothing.\n")),
        _ when Has(request, "question") => request.ToolResultsOfTurn == 0
            ? [new DemoToolCall("question", """{"questions":[{"header":"Rounding","question":"How do you want to round the average?","options":[{"label":"To cents","description":"For people"},{"label":"Not at all","description":"For further calculations"}]}]}""")]
            : [new DemoText("Thank you. I'll keep that in mind.")],
        _ when Has(request, "fail") => [new DemoFailure(400, "The scripted model fails because the prompt contains the word fail.")],
        _ => [new DemoText($"This model is scripted. It knows the words `bug`, `review`, `command`, `story`, `question`, and `fail`. You wrote:\n\n{request.Prompt}")],
    };

    private static IEnumerable<DemoChunk> FixBug(DemoRequest request) => request.ToolResultsOfTurn switch
    {
        0 =>
        [
            new DemoReasoning("The project has one file. An average often divides by a count that can be zero, so I check that first."),
            new DemoText("I'll read the code first."),
            new DemoToolCall("read", """{"filePath":"Invoice.cs"}"""),
        ],
        1 when request.ToolResults[^1].Contains(Fix, StringComparison.Ordinal) => [new DemoText("The bug is already fixed: the average of an empty invoice is zero.")],
        1 =>
        [
            new DemoText("`Average` divides by `Count`. For an invoice without prices, it throws a `DivideByZeroException`. I'll return zero instead."),
            new DemoToolCall("edit", $$"""{"filePath":"Invoice.cs","oldString":"{{Bug}}","newString":"{{Fix}}"}"""),
        ],
        2 =>
        [
            new DemoText("Let me look at the change as a whole."),
            new DemoToolCall("bash", """{"command":"git diff --stat","description":"Shows the changed files"}"""),
        ],
        _ => [new DemoText("The bug is fixed: the average of an empty invoice is now zero. I changed one line of `Invoice.cs`, and nothing else.")],
    };

    private static bool Has(DemoRequest request, string word) => request.Prompt.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Title(string prompt) => prompt.Length > 40 ? $"{prompt[..40]}…" : prompt;

    private static IEnumerable<DemoChunk> Words(DemoChunk chunk) => chunk switch
    {
        DemoText text => text.Text.Split(' ').Select((word, index) => new DemoText(index == 0 ? word : $" {word}")),
        DemoReasoning reasoning => reasoning.Text.Split(' ').Select((word, index) => new DemoReasoning(index == 0 ? word : $" {word}")),
        _ => [chunk],
    };

    private static async Task GitAsync(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = directory })!;
        await git.WaitForExitAsync();
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed with exit code {git.ExitCode}.");
        }
    }
}
