namespace OpenCode.Samples;

/// <summary>A part of a model's response.</summary>
public abstract record DemoChunk;

/// <summary>A part that contains text.</summary>
public sealed record DemoText(string Text) : DemoChunk;

/// <summary>A call to a tool of the server.</summary>
/// <param name="Name">The name of the tool, for example <c>bash</c>.</param>
/// <param name="Arguments">The arguments as JSON.</param>
public sealed record DemoToolCall(string Name, string Arguments) : DemoChunk;

/// <summary>A part that contains reasoning, which precedes the text.</summary>
public sealed record DemoReasoning(string Text) : DemoChunk;

/// <summary>A failure instead of a response. It must be the only part.</summary>
/// <param name="Status">The HTTP status code, for example 503.</param>
/// <param name="Message">The error message of the model.</param>
public sealed record DemoFailure(int Status, string Message) : DemoChunk;

/// <summary>The number of prompt tokens that the model reports instead of the actual number; 12 by default.</summary>
/// <param name="PromptTokens">The number of tokens.</param>
public sealed record DemoUsage(int PromptTokens) : DemoChunk;
