using OpenCode.Models;

namespace OpenCode.Samples;

/// <summary>The command-line arguments.</summary>
internal sealed record QuickstartArguments(PromptModel? Model, string Prompt)
{
    public const string Usage = """Usage: Quickstart [--model provider/model "prompt"]""";

    /// <summary>Parses the arguments. Returns null if they are invalid.</summary>
    public static QuickstartArguments? Parse(string[] args) => args switch
    {
        [] => new QuickstartArguments(null, "Write a short poem about event streams."),
        ["--model", var model, var prompt] when model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < model.Length - 1 =>
            new QuickstartArguments(new PromptModel { ProviderId = model[..slash], ModelId = model[(slash + 1)..] }, prompt),
        _ => null,
    };
}
