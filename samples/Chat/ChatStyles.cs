using Spectre.Console;

namespace OpenCode.Samples;

/// <summary>The styles of the chat.</summary>
public static class ChatStyles
{
    /// <summary>Code in a response.</summary>
    public static Style Code { get; } = new(Color.Aqua);

    /// <summary>Reasoning, the output of tools, and the meter.</summary>
    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    /// <summary>A failure.</summary>
    public static Style Error { get; } = new(Color.Red);

    /// <summary>A heading in a response.</summary>
    public static Style Heading { get; } = new(Color.Blue, decoration: Decoration.Bold);

    /// <summary>A tool that works.</summary>
    public static Style Tool { get; } = new(Color.Green);

    /// <summary>A turn without a complete response, and similar notices.</summary>
    public static Style Warning { get; } = new(Color.Yellow);
}
