namespace OpenCode.Samples;

/// <summary>A piece of a model's answer.</summary>
public abstract record DemoChunk;

/// <summary>A piece of text.</summary>
public sealed record DemoText(string Text) : DemoChunk;

/// <summary>A call of one of the server's tools.</summary>
/// <param name="Name">For instance <c>bash</c>.</param>
/// <param name="Arguments">The arguments as JSON.</param>
public sealed record DemoToolCall(string Name, string Arguments) : DemoChunk;
