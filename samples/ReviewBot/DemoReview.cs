namespace OpenCode.Samples;

/// <summary>A diff and a scripted model, so that the sample runs without an API key.</summary>
public static class DemoReview
{
    /// <summary>The diff to review.</summary>
    public const string Diff =
        """
        diff --git a/Invoice.cs b/Invoice.cs
        --- a/Invoice.cs
        +++ b/Invoice.cs
        @@ -12 +12 @@
        -    public decimal Average => Count == 0 ? 0 : Total / Count;
        +    public decimal Average => Total / Count;
        """;

    /// <summary>Scripts a model that returns a review.</summary>
    /// <param name="request">The request from the server to the model.</param>
    public static IEnumerable<DemoChunk> Answer(DemoRequest request) =>
    [
        request.HasTools
            ? new DemoToolCall("StructuredOutput", """{"summary":"The average no longer checks for zero.","findings":[{"file":"Invoice.cs","line":12,"severity":"Error","text":"An empty invoice throws a DivideByZeroException."}]}""")
            : new DemoText("A review"),
    ];
}
