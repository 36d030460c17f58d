using OpenCode.Samples;
using OpenCode.Testing;

namespace OpenCode.ContractTests.Samples;

/// <summary>The sample that reviews a diff.</summary>
[CancelAfter(TestTimeout.Milliseconds)]
public sealed class ReviewBotTests
{
    [Test]
    public async Task An_error_fails_the_review(CancellationToken cancellationToken)
    {
        var hasDiff = false;
        IReadOnlyList<string> tools = [];
        LiveServer.Scripts.Answer(Reviewer.Prompt, request =>
        {
            tools = request.ToolNames;
            hasDiff |= request.Prompt.Contains("Total / Count", StringComparison.Ordinal);
            return DemoReview.Answer(request).ToAsyncEnumerable();
        });
        using var output = new StringWriter { NewLine = "\n" };
        Assert.That(await Reviewer.RunAsync(LiveServer.Client, DemoReview.Diff, output, cancellationToken), Is.EqualTo(1));
        Assert.That(hasDiff, Is.True, "the model sees the diff");
        Assert.That(tools, Does.Contain("read").And.None.AnyOf("bash", "edit", "write", "apply_patch"));
        Assert.That(
            output.ToString(),
            Is.EqualTo(
                """
                The average no longer checks for zero.
                Invoice.cs(12): error: An empty invoice throws a DivideByZeroException.

                """));
    }

    [Test]
    public async Task A_note_does_not(CancellationToken cancellationToken)
    {
        const string Note = """{"summary":"Fine.","findings":[{"file":"a.cs","line":1,"severity":"Note","text":"Rename it."}]}""";
        LiveServer.Scripts.Answer(Reviewer.Prompt, new DemoToolCall("StructuredOutput", Note));
        using var output = new StringWriter { NewLine = "\n" };
        Assert.That(await Reviewer.RunAsync(LiveServer.Client, DemoReview.Diff, output, cancellationToken), Is.Zero);
        Assert.That(output.ToString(), Is.EqualTo("Fine.\na.cs(1): note: Rename it.\n"));
    }
}
