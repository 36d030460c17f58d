namespace OpenCode.Testing.Turns;

/// <summary>A step of a script.</summary>
internal delegate Task TurnStep(TurnRun run, CancellationToken cancellationToken);

/// <summary>A step of a tool call.</summary>
internal delegate Task ToolStep(ToolRun tool, CancellationToken cancellationToken);
