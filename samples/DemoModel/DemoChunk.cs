namespace OpenCode.Samples;

/// <summary>A piece of a model's answer.</summary>
public abstract record DemoChunk;

/// <summary>A piece of text.</summary>
public sealed record DemoText(string Text) : DemoChunk;

/// <summary>A call of one of the server's tools.</summary>
/// <param name="Name">For instance <c>bash</c>.</param>
/// <param name="Arguments">The arguments as JSON.</param>
public sealed record DemoToolCall(string Name, string Arguments) : DemoChunk;

/// <summary>A piece of reasoning, which comes before the answer.</summary>
public sealed record DemoReasoning(string Text) : DemoChunk;

/// <summary>A failure instead of an answer; it has to be the only piece.</summary>
/// <param name="Status">The status, for instance 503.</param>
/// <param name="Message">What the model says to it.</param>
public sealed record DemoFailure(int Status, string Message) : DemoChunk;

/// <summary>How many tokens the model claims to have read; by default 12. It takes the place of the prompt's own count.</summary>
/// <param name="PromptTokens">The number of tokens.</param>
public sealed record DemoUsage(int PromptTokens) : DemoChunk;
